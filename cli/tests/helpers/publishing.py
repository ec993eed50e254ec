"""Publishing into PostgreSQL, and what is there afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from helpers.running import PATIENCE
from segmon.engines.profiles import Engine
from segmon.engines.publication import SCHEMAS, Destination, Publication
from segmon.engines.publish import publish

READER = "segmon_reader"
#: The rows of each table, by its name in the warehouse; doubles as their bits.
Rows = dict[str, list[tuple[str, ...]]]


def enter(environment: Mapping[str, str]) -> None:
    """Let this process connect with an environment and no other variable of PostgreSQL."""
    for name in [name for name in os.environ if name.startswith(("PG", "SEGMON_"))]:
        del os.environ[name]
    os.environ.update(environment)


def publish_from(
    warehouse: Path, environment: Mapping[str, str], prefix: str = "", **options: Any
) -> Publication:
    """Publish within this process."""
    before = dict(os.environ)
    enter(environment)
    try:
        destination = Destination(Engine.postgres, prefix, options.get("reader", READER))
        return publish(destination, warehouse, options.get("on_wait", lambda holder: None))
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def connected(environment: Mapping[str, str], **changes: str) -> Iterator[Connection]:
    """A connection of the test's own, which commits each statement."""
    connection = psycopg2.connect(
        host=environment["PGHOST"],
        port=environment["PGPORT"],
        user=changes.get("user", environment["PGUSER"]),
        dbname=environment["PGDATABASE"],
    )
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def ask(environment: Mapping[str, str], query: str, **changes: str) -> list[tuple[Any, ...]]:
    """The rows of one query, or none."""
    with connected(environment, **changes) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    return sorted(
        tuple(struct.pack("d", v).hex() if isinstance(v, float) else repr(v) for v in row)
        for row in rows
    )


def rows_there(environment: Mapping[str, str], prefix: str = "") -> Rows:
    """What is in the schemas of a prefix."""
    found: Rows = {}
    # one snapshot: another process may publish meanwhile
    with connected(environment) as connection, connection.cursor() as cursor:
        connection.autocommit = False
        cursor.execute("set transaction isolation level repeatable read")
        for schema in SCHEMAS:
            cursor.execute(
                "select table_name from information_schema.tables where table_schema = %s",
                [prefix + schema],
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"select * from {prefix}{schema}.{table}")
                found[f"{schema}.{table}"] = _plain(cursor.fetchall())
    return found


def rows_of(warehouse: Path) -> Rows:
    """What a warehouse has."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        return {
            f"{schema}.{table}": _plain(connection.execute(f"from {schema}.{table}").fetchall())
            for schema, table in tables.fetchall()
        }


# --- publishing in a process that is killed ---


def _publish_and_die(
    warehouse: Path,
    environment: Mapping[str, str],
    destination: Destination,
    point: int | None,
    counted: Any,
) -> None:
    """Publish, and kill this process before a step: a statement, or the bytes of a table."""
    enter(environment)

    def step() -> None:
        counted.value += 1
        if counted.value == point:
            os.kill(os.getpid(), signal.SIGKILL)

    class Rows:
        def __init__(self, file: Any) -> None:
            self._file = file

        def read(self, size: int) -> bytes:
            step()
            # in parts, so that a table is killed when half of it has been sent
            part: bytes = self._file.read(min(size, 4096))
            return part

    class Counted(Cursor):
        def execute(self, *arguments: Any) -> None:
            step()
            super().execute(*arguments)

        def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
            super().copy_expert(sql, Rows(file), size)

    real = psycopg2.connect
    psycopg2.connect = lambda **options: real(**options, cursor_factory=Counted)  # type: ignore
    publish(destination, warehouse, lambda holder: None)


class Publishing:
    """Processes that publish, forked from one that has loaded all that they need."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["helpers.publishing", "dbt.config.profile"])

    def __call__(
        self, warehouse: Path, environment: Mapping[str, str], point: int | None = None
    ) -> tuple[int | None, int]:
        """Publish in a process of its own.

        Args:
            warehouse: what to publish.
            environment: where.
            point: the step before which the process is killed; null for never.

        Returns:
            Its exit code, negative for a signal, and how many steps it took.
        """
        counted = self._context.Value("i", 0)
        destination = Destination(Engine.postgres, "", READER)
        (code,) = self._run((warehouse, dict(environment), destination, point, counted))
        return code, counted.value

    def side_by_side(
        self, warehouse: Path, environment: Mapping[str, str], *destinations: Destination
    ) -> list[int | None]:
        """Publish to several places at once: the exit codes."""
        counted = self._context.Value("i", 0)
        place = dict(environment)
        return self._run(*((warehouse, place, to, None, counted) for to in destinations))

    def _run(self, *jobs: tuple[Any, ...]) -> list[int | None]:
        running = [self._context.Process(target=_publish_and_die, args=job) for job in jobs]
        for process in running:
            process.start()
        for process in running:
            process.join(PATIENCE)
        return [process.exitcode for process in running]
