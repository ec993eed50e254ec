"""DuckDB connections, all with the same settings."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

import duckdb

from segmon.errors import UsageError
from segmon.private import private_folder
from segmon.project import project_dir, seed_types
from segmon.stopping import tell


class Answer(Protocol):
    """What a database says to a query."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; null where there is none."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""


class Database(Protocol):
    """A connection to a database that understands the SQL of the rules, such as one of DuckDB."""

    def execute(self, query: str, /) -> Answer:
        """Ask it."""


#: The connections of this process. A signal ends what Python waits for, but not the query itself.
_OPEN: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
#: Folder within the private one for what does not fit in memory.
SPILLED = "spilled"
#: The key of files that live for one query need not come from a source fit for keys that are kept,
#: which DuckDB has in an extension only.
_ENCRYPTED = {"temp_file_encryption": "true", "force_mbedtls_unsafe": "true"}


def _interrupt() -> None:
    # it may grow while it is looked through
    with suppress(RuntimeError):
        for connection in list(_OPEN):
            # one that is closed has nothing to interrupt
            with suppress(duckdb.Error):
                connection.interrupt()


tell(_interrupt)


def connect(file: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database that never fetches an extension and never prints.

    What does not fit in memory may hold people: it is written to the private folder, encrypted with
    a key that is in memory only. Where there is none, a query that needs more memory fails.

    Args:
        file: the database; without it, one in memory.
        read_only: whether the file is only read.
    """
    private = private_folder()
    connection = duckdb.connect(
        # absolute: `md:name` would be the address of a service
        str(file.absolute()) if file else ":memory:",
        read_only=read_only,
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(private / SPILLED) if private else "",
            "memory_limit": os.environ.get("SEGMON_MEMORY_LIMIT", "none"),
            **(_ENCRYPTED if private else {}),
        },
    )
    connection.execute("set enable_progress_bar = false")
    _OPEN.add(connection)
    return connection


def tables_of(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> list[str]:
    """The tables of a schema of an attached database, in order of their names.

    Args:
        connection: where the database is attached.
        database: its name there.
        schema: the schema.
    """
    rows = connection.execute(
        "select table_name from duckdb_tables()"
        " where database_name = ? and schema_name = ? order by table_name",
        [database, schema],
    )
    return [str(name) for (name,) in rows.fetchall()]


def quoted(value: str, glob: bool = False) -> str:
    """A text as an SQL literal; with `glob`, one that stands for itself as a file name."""
    escaped = re.sub(r"([*?\[])", r"[\1]", value) if glob else value
    return "'" + escaped.replace("'", "''") + "'"


def load_seeds(connection: duckdb.DuckDBPyConnection, *names: str, schema: str = "seeds") -> None:
    """Put seeds of the project in a schema of a database, with the types that dbt gives them.

    Args:
        connection: the database.
        names: the seeds; none for all.
        schema: the schema, made if it is not there.

    Raises:
        UsageError: a seed cannot be read.
    """
    connection.execute(f"create schema if not exists {schema}")
    for file in sorted((project_dir() / "seeds").rglob("*.csv")):
        if names and file.stem not in names:
            continue
        types = seed_types().get(file.stem)
        try:
            connection.execute(
                f"create table {schema}.{file.stem} as from"
                f" read_csv({quoted(str(file), glob=True)}, header = true, delim = ',',"
                f" quote = '\"', comment = ''{', types = $types' if types else ''})",
                {"types": types} if types else None,
            )
        except duckdb.Error as error:
            first, *more = str(error).splitlines()
            said = [first, *(line for line in more if line.startswith("Error when converting"))]
            raise UsageError(f"the seed {file.name} cannot be read: {'; '.join(said)}") from error
