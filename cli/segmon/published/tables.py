"""What a published warehouse says of its tables: columns, types, meaning and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from segmon.database import quoted
from segmon.macros import keys_of_marts

#: The schema of the figures.
MARTS = "marts"


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: its name.
        type: its type in DuckDB.
        comment: what it means.
        is_nullable: whether a row may have no value in it.
    """

    name: str
    type: str
    comment: str | None
    is_nullable: bool


@dataclass(frozen=True)
class Table:
    """A table of a published warehouse.

    Attributes:
        schema: `marts` or `ops`.
        name: its name.
        comment: what a row is.
        columns: its columns in their order.
        key: columns that tell its rows apart, none of which is ever null; empty if unknown.
        n_rows: how many rows it has.
    """

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    n_rows: int

    @property
    def label(self) -> str:
        """Its name in the warehouse."""
        return f"{self.schema}.{self.name}"


def read_tables(connection: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> list[Table]:
    """The tables of some schemas of a published warehouse, in order of their names."""
    listed = ", ".join(map(quoted, schemas))
    found = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables()"
        f" where schema_name in ({listed}) order by all"
    ).fetchall()
    keys = keys_of_marts()
    return [
        _table(connection, schema, name, comment, keys.get(name, ()))
        for schema, name, comment in found
    ]


def _table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    comment: str | None,
    key: tuple[str, ...],
) -> Table:
    rows = connection.execute(
        "select column_name, data_type, comment, is_nullable from duckdb_columns()"
        " where schema_name = ? and table_name = ? order by column_index",
        [schema, name],
    ).fetchall()
    columns = tuple(Column(*row) for row in rows)
    filled = {column.name for column in columns if not column.is_nullable}
    counted = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()
    assert counted
    return Table(
        schema,
        name,
        (comment or "").strip() or None,
        columns,
        # a database takes no null in a primary key
        key if schema == MARTS and filled.issuperset(key) else (),
        int(counted[0]),
    )
