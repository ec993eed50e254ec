"""The schemas of a build in PostgreSQL."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from segmon.database import Answer
from segmon.engines.dialects import POSTGRES_SQL
from segmon.engines.postgres import (
    connect_postgres,
    require_c_collation,
    require_new_schemas,
    require_utf8,
)
from segmon.engines.profiles import Engine

if TYPE_CHECKING:
    from dbt.adapters.contracts.connection import Credentials
    from psycopg2.extensions import connection as Connection
    from psycopg2.extensions import cursor as Cursor

#: Type that holds every value of a type of DuckDB.
TYPES = {
    **{"VARCHAR": "text", "FLOAT": "real", "DOUBLE": "double precision"},
    **{"BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp"},
    **dict.fromkeys(("TINYINT", "UTINYINT", "SMALLINT"), "smallint"),
    **dict.fromkeys(("USMALLINT", "INTEGER"), "integer"),
    **dict.fromkeys(("UINTEGER", "BIGINT"), "bigint"),
}
#: Type of DuckDB in which values of a type are read; of what is not here no value is.
KINDS = {
    **dict.fromkeys(("text", "character varying", "character", "name", "citext"), "VARCHAR"),
    **{"smallint": "SMALLINT", "integer": "INTEGER", "bigint": "BIGINT"},
    **{"numeric": "DECIMAL", "real": "FLOAT", "double precision": "DOUBLE"},
}
#: Type of DuckDB of what is fetched, by the number that PostgreSQL has for a type.
FETCHED = {20: "BIGINT", 21: "SMALLINT", 23: "INTEGER", 25: "VARCHAR", 1043: "VARCHAR"}


@dataclass(frozen=True)
class PostgresScratch:
    """As `Scratch` says.

    Attributes:
        connection: every statement of it is a transaction of its own.
        prefix: what the names of the schemas begin with.
    """

    connection: Connection
    prefix: str
    engine = Engine.postgres

    def execute(self, query: str, /) -> Answer:
        """Ask a query in the SQL of the rules."""
        return self._asked(query)

    def _asked(self, query: str) -> Cursor:
        cursor = self.connection.cursor()
        cursor.execute(POSTGRES_SQL.translate(query, self.prefix))
        return cursor

    def _create_schema(self, schema: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f'create schema if not exists "{self.prefix}{schema}"')

    def write(self, table: str, connection: duckdb.DuckDBPyConnection, rows: str) -> None:
        """Make a table of rows that DuckDB reads, by COPY through a pipe."""
        columns = connection.execute(f"describe {rows}").fetchall()
        typed = ", ".join(f'"{name}" {TYPES.get(kind, "numeric")}' for name, kind, *_ in columns)
        schema, name = table.split(".")
        place = f'"{self.prefix}{schema}"."{name}"'
        self._create_schema(schema)
        with self.connection.cursor() as cursor:
            cursor.execute(f"create table {place} ({typed})")
            with _piped(connection, rows) as content:
                cursor.copy_expert(f"copy {place} from stdin (format csv)", content, 1 << 20)
            cursor.execute(f"analyze {place}")

    def view(self, table: str, query: str) -> None:
        """Make a view of a query in the SQL of the rules."""
        self._create_schema(table.split(".")[0])
        self.execute(f"create view {table} as {query}")

    def tables(self, schema: str) -> dict[str, dict[str, str]]:
        """The tables and views of a schema of somebody else: their columns and DuckDB types."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select table_name, column_name, data_type from information_schema.columns"
                " where table_schema = %s order by table_name, ordinal_position",
                [schema],
            )
            found: dict[str, dict[str, str]] = {}
            for table, column, kind in cursor.fetchall():
                found.setdefault(table, {})[column] = KINDS.get(kind, kind.upper())
        return found

    def fetch(self, query: str) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
        """The DuckDB type of each column of a query in the SQL of the rules, and its rows."""
        cursor = self._asked(query)
        described = cursor.description or ()
        kinds = {column.name: FETCHED[column.type_code] for column in described}
        return kinds, cursor.fetchall()

    def drop(self, prefix: str) -> None:
        """Drop every schema whose name begins so."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select nspname from pg_namespace where starts_with(nspname, %s)", [prefix]
            )
            for (schema,) in cursor.fetchall():
                cursor.execute(f'drop schema "{schema}" cascade')


@contextmanager
def open_postgres(credentials: Credentials, prefix: str) -> Iterator[PostgresScratch]:
    """Connect for a build.

    Raises:
        EngineError: there is no connection, or the database is not one that segmon counts in.
    """
    with connect_postgres(credentials) as connection:
        require_utf8(connection)
        require_c_collation(connection)
        require_new_schemas(connection)
        connection.commit()
        connection.autocommit = True
        yield PostgresScratch(connection, prefix)


@contextmanager
def _piped(connection: duckdb.DuckDBPyConnection, rows: str) -> Iterator[Any]:
    """Rows of DuckDB as CSV that is read while it is written; no file holds a pupil."""
    read, write = os.pipe()
    failed: list[Exception] = []

    def copy() -> None:
        try:
            connection.execute(f"copy ({rows}) to '/dev/fd/{write}' (format csv, header false)")
        except Exception as error:
            failed.append(error)
        finally:
            os.close(write)

    writing = threading.Thread(target=copy)
    writing.start()
    with os.fdopen(read, "rb") as content:
        yield content
    writing.join()
    if failed:
        raise failed[0]
