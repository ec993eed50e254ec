"""Deliveries on other engines, and their marts next to those of DuckDB."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg2

from segmon.database import connect, quoted
from segmon.delivery.find import find_delivery
from segmon.delivery.open import open_delivery

#: PostgreSQL type of each DuckDB type that is spelt or sized otherwise there.
POSTGRES_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "TINYINT": "smallint"}
#: What a type of any engine is, whatever its name there.
FAMILIES = {
    "text": ("VARCHAR", "text", "string"),
    "integer": ("BIGINT", "INTEGER", "bigint", "integer", "int"),
    "double": ("DOUBLE", "double precision", "double"),
    "boolean": ("BOOLEAN", "boolean"),
}
_FAMILY = {name: family for family, names in FAMILIES.items() for name in names}
#: How many rows of a kind of difference are told.
_TOLD = 3


@dataclass(frozen=True)
class Mart:
    """A mart on some engine.

    Attributes:
        columns: family of the type of each column, by name, in their order.
        rows: its rows, in any order.
    """

    columns: Mapping[str, str]
    rows: Sequence[tuple[Any, ...]]


Marts = Mapping[str, Mart]


def family(type_name: str) -> str:
    """The family of a type; a type of none is itself, in lower case."""
    return _FAMILY.get(type_name, type_name.lower())


def differences(expected: Marts, actual: Marts, tolerance: float = 0.0) -> list[str]:
    """What is not the same in two sets of marts, in words; nothing is when all is the same.

    Args:
        expected: the marts as they should be.
        actual: the marts that are held against them.
        tolerance: how far two doubles may be apart; everything else is the same or not.
    """
    said = [f"{name}: is not there" for name in expected.keys() - actual.keys()]
    said += [f"{name}: is not expected" for name in actual.keys() - expected.keys()]
    for name in sorted(expected.keys() & actual.keys()):
        said += [f"{name}: {what}" for what in _differ(expected[name], actual[name], tolerance)]
    return said


def _differ(expected: Mart, actual: Mart, tolerance: float) -> Iterator[str]:
    if (were := list(expected.columns.items())) != (are := list(actual.columns.items())):
        yield f"columns {are} for {were}"
        return
    is_double = [kind == "double" for kind in expected.columns.values()]

    def parts(row: tuple[Any, ...], double: bool) -> tuple[Any, ...]:
        return tuple(v for v, is_one in zip(row, is_double, strict=True) if is_one == double)

    exact, other = (Counter(parts(row, False) for row in mart.rows) for mart in (expected, actual))
    for what, rows in (("lacks", exact - other), ("has", other - exact)):
        if rows:
            yield f"{what} {rows.total()} rows, such as {list(rows)[:_TOLD]}"
    # what is no double has the key of a mart, so that the other values of a row are found by it
    doubles = {parts(row, False): parts(row, True) for row in actual.rows}
    names = [name for name, kind in expected.columns.items() if kind == "double"]
    apart = [
        (key, name, one, two)
        for row in expected.rows
        if (key := parts(row, False)) in doubles
        for name, one, two in zip(names, parts(row, True), doubles[key], strict=True)
        if (one is None) != (two is None) or (one is not None and abs(one - two) > tolerance)
    ]
    if apart:
        yield f"{len(apart)} doubles differ, such as {apart[:_TOLD]}"


def duckdb_marts(file: Path, schema: str = "marts") -> dict[str, Mart]:
    """The marts in a DuckDB file, or the tables and views of another schema."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [schema]
        ).fetchall()
        return {name: _mart_of(connection, f"from {schema}.{name}") for (name,) in tables}


def _mart_of(connection: duckdb.DuckDBPyConnection, query: str) -> Mart:
    found = connection.execute(query)
    columns = {column[0]: family(str(column[1])) for column in found.description or ()}
    return Mart(columns, found.fetchall())


def postgres_marts(environment: Mapping[str, str], schema: str = "marts") -> dict[str, Mart]:
    """The marts in a database of PostgreSQL, or the tables and views of another schema."""
    marts = {}
    with (
        closing(psycopg2.connect(**settings_of(environment))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select table_name, array_agg(column_name::text order by ordinal_position),"
            " array_agg(data_type::text order by ordinal_position)"
            " from information_schema.columns where table_schema = %s group by 1",
            [schema],
        )
        for name, columns, types in cursor.fetchall():
            cursor.execute(f'select * from "{schema}"."{name}"')
            kinds = dict(zip(columns, map(family, types), strict=True))
            marts[name] = Mart(kinds, cursor.fetchall())
    return marts


def load_postgres(
    folder: Path, layout: str, environment: Mapping[str, str], schema: str = "delivery"
) -> None:
    """Put a delivery in a new schema of PostgreSQL: DuckDB reads the files, COPY brings the rows.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        environment: the database.
        schema: the schema, which is made.
    """
    with connect() as source, closing(psycopg2.connect(**settings_of(environment))) as connection:
        opened = open_delivery(source, find_delivery(folder, layout))
        with connection.cursor() as cursor:
            cursor.execute(f'create schema "{schema}"')
            for table in [*(table.name for table in opened.tables), "rejected_counts"]:
                _copy(source, f"delivery.{table}", cursor, f'"{schema}"."{table}"')
        connection.commit()


def _copy(source: duckdb.DuckDBPyConnection, rows: str, cursor: Any, table: str) -> None:
    types = source.execute(f"select column_name, column_type from (describe {rows})").fetchall()
    columns = ", ".join(f'"{name}" {POSTGRES_TYPES.get(kind, kind)}' for name, kind in types)
    cursor.execute(f"create table {table} ({columns})")
    reading, writing = os.pipe()

    def write() -> None:
        target = quoted(f"/dev/fd/{writing}")
        try:
            source.execute(f"copy (from {rows}) to {target} (format csv, header false)")
        finally:
            os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as stream:
        cursor.copy_expert(f"copy {table} from stdin (format csv)", stream)
    writer.join()


def settings_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of a connection to the database that environment variables name."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
    return {name: environment[variable] for name, variable in names.items()}
