"""Publishing into PostgreSQL: the tables of a build replace those of the last one, all at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from segmon.engines.postgres import connect_postgres, place_of, require_utf8
from segmon.engines.postgres_grants import grant_reading
from segmon.engines.postgres_tables import (
    comment_on,
    named,
    prepare_schema,
    prepare_table,
    require_writable,
    unknown_tables,
)
from segmon.engines.profiles import read_credentials
from segmon.engines.publication import (
    SCHEMAS,
    Destination,
    Publication,
    current_build,
    refuse_mixing,
    write_file,
)
from segmon.errors import EngineError
from segmon.published.tables import Table, read_tables
from segmon.published.warehouse import open_warehouse

if TYPE_CHECKING:
    import duckdb
    from psycopg2.extensions import connection as Connection
    from psycopg2.extensions import cursor as Cursor

#: Seconds between two looks whether another publication has ended.
PAUSE = 0.2


def try_postgres(destination: Destination) -> None:
    """Connect, and look whether the user may write what is published.

    Raises:
        EngineError: there is no connection, or the user may not.
    """
    with connect_postgres(read_credentials(destination.engine)) as connection:
        require_utf8(connection)
        with connection.cursor() as cursor:
            for schema in SCHEMAS:
                # undone when the connection is closed
                prepare_schema(cursor, destination.schema(schema))
            require_writable(cursor, destination)


def publish_to_postgres(
    destination: Destination, warehouse: Path, on_wait: Callable[[str], None]
) -> Publication:
    """Copy the marts of a warehouse, and what it says of itself, into a database.

    Readers see the last publication until this one is committed as a whole. Tables are filled
    anew, never dropped, so that views on them and the rights of readers stay.

    Args:
        destination: where.
        warehouse: the published DuckDB file.
        on_wait: told once if another publication is at work.

    Raises:
        EngineError: the copy failed, and everything there is as it was.
    """
    credentials = read_credentials(destination.engine)
    with connect_postgres(credentials) as connection:
        require_utf8(connection)
        place = place_of(credentials)
        with connection.cursor() as cursor:
            _wait_for_turn(cursor, destination, on_wait)
            for schema in SCHEMAS:
                prepare_schema(cursor, destination.schema(schema))
            # opened only now: what another build has published meanwhile is what is copied
            with open_warehouse(warehouse) as published:
                build_id, is_synthetic = current_build(published)
                refuse_mixing(is_synthetic, _is_synthetic_there(cursor, destination), place)
                tables = read_tables(published, SCHEMAS)
                for table in tables:
                    prepare_table(cursor, destination, table)
                    comment_on(cursor, destination, table)
                _fill(cursor, destination, published, tables)
            names = {table.label: named(cursor, destination, table) for table in tables}
            notes = [
                *grant_reading(cursor, destination, tables),
                *unknown_tables(cursor, destination, tables),
            ]
            connection.commit()
        _analyze(connection, list(names.values()))
    rows = {destination.schema(table.label): table.n_rows for table in tables}
    return Publication(destination, place, build_id, rows, notes)


def _wait_for_turn(
    cursor: Cursor, destination: Destination, on_wait: Callable[[str], None]
) -> None:
    """Take the lock of a prefix until the transaction ends; in steps, as a signal ends no step."""
    digest = hashlib.sha256(f"segmon publish {destination.prefix}".encode()).digest()
    key = int.from_bytes(digest[:8], signed=True)
    is_told = False
    while True:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [key])
        if cursor.fetchone() == (True,):
            return
        if not is_told:
            on_wait("another publication")
            is_told = True
        time.sleep(PAUSE)


def _is_synthetic_there(cursor: Cursor, destination: Destination) -> bool | None:
    manifest = f"{destination.schema('ops')}.build_manifest"
    cursor.execute("select to_regclass(%s) is not null", [manifest])
    if cursor.fetchone() != (True,):
        return None
    cursor.execute(f"select bool_and(is_synthetic) from {manifest} where is_current")
    found = cursor.fetchone()
    return found[0] if found else None


def _fill(
    cursor: Cursor,
    destination: Destination,
    published: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
) -> None:
    with TemporaryDirectory(prefix="segmon-publish-") as folder:
        file = Path(folder) / "rows.csv"
        for table in tables:
            target = named(cursor, destination, table)
            cursor.execute(f"delete from {target}")
            # a text is quoted wherever it could mean something else; null is nothing
            write_file(published, table, file, "format csv, header false, delimiter ','")
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            with file.open("rb") as rows:
                cursor.copy_expert(f"copy {target} ({columns}) from stdin (format csv)", rows)
            if cursor.rowcount != table.n_rows:
                raise EngineError(
                    f"{cursor.rowcount} of the {table.n_rows} rows of {table.label} arrived"
                )
            file.unlink()


def _analyze(connection: Connection, names: Sequence[str]) -> None:
    """Let the planner know what the tables hold now; readers are not held up."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"analyze {name}")
