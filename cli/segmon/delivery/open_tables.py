"""One table of a delivery as SQL over its files: its columns, their types, and the rows to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb

from segmon.database import quoted
from segmon.delivery.files import FILE, ROW, FoundTable
from segmon.delivery.forms import NULL_TYPE, canonical
from segmon.delivery.spec import TableSpec


@dataclass(frozen=True)
class OpenTable:
    """A table that is a relation of schema `delivery`, with exactly the columns of the layout.

    Attributes:
        found: its files and their headers.
        types: DuckDB type of each column of the layout, as the relation has it.
        columns: each column of the layout as SQL over the relation of its files.
        rows: the from clause of the rows that are read.
        numbered_rows: the same with the file and the number of each row, `FILE` and `ROW`.
    """

    found: FoundTable
    types: Mapping[str, str]
    columns: tuple[str, ...]
    rows: str
    numbered_rows: str

    @property
    def spec(self) -> TableSpec:
        """The table of the layout."""
        return self.found.spec

    @property
    def name(self) -> str:
        """Its name in schema `delivery`."""
        return self.found.name


def open_table(
    connection: duckdb.DuckDBPyConnection,
    found: FoundTable,
    school_years: tuple[str, ...] = (),
    left_out: frozenset[tuple[str, int]] = frozenset(),
) -> OpenTable:
    """Learn the types of a table and how its rows are read.

    Args:
        connection: a database; rows that Python read are registered with it, rows that are left
            out are written to its schema `delivery`.
        found: the table.
        school_years: the school years that are read; empty for every row.
        left_out: file and number of each row that is not read.
    """
    convert_files([found])
    if found.frame is not None:
        connection.register(found.relation, found.frame)
    types, columns = columns_read(found, _delivered_types(connection, found))
    rows, numbered = "limit 0", "limit 0"
    if found.relation:
        anti_join = _left_out(connection, found, left_out) if left_out else ""
        years = of_years(found.spec, columns, school_years)
        rows = f"from {found.numbered if left_out else found.relation}{anti_join}{years}"
        numbered = f"from {found.numbered}{anti_join}{years}"
    return OpenTable(found, types, columns, rows, numbered)


def convert_files(tables: Iterable[FoundTable]) -> None:
    """Write the rows of files of statistics programs to the private folder, unless they are there.

    Two at a time: each is read by one thread, which keeps its rows in their order.

    Raises:
        DeliveryError: a file is broken.
    """
    files = [file for table in tables for file in table.statistics]
    with ThreadPoolExecutor(2) as pool:
        converted = [pool.submit(file.convert) for file in files]
        try:
            for each in converted:
                each.result()
        finally:
            # of a broken delivery no further file is begun
            pool.shutdown(wait=False, cancel_futures=True)


def columns_read(
    found: FoundTable, delivered: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """How each column of the layout is read.

    Args:
        found: the table.
        delivered: DuckDB type of each column that is there.

    Returns:
        The type of each column once it is read, and its SQL over the relation of the table.
    """
    types, columns = {}, []
    for column in found.spec.columns:
        name = column.name
        kind = delivered.get(name, NULL_TYPE)
        # a column without a single value has no type of its own
        if kind == NULL_TYPE:
            read = f'cast("{name}" as varchar)' if name in delivered else "cast(null as varchar)"
            kind = "VARCHAR"
        else:
            read, kind = canonical(column, kind, may_be_empty=name in found.empty_texts)
        columns.append(f'{read} as "{name}"')
        types[name] = kind
    return types, tuple(columns)


def _delivered_types(connection: duckdb.DuckDBPyConnection, found: FoundTable) -> dict[str, str]:
    if not found.relation:
        return {}
    present = {name for header in found.headers.values() for name in header}
    described = connection.execute(f"describe select * from {found.relation}").fetchall()
    return {row[0].lower(): row[1] for row in described if row[0].lower() in present}


def _left_out(
    connection: duckdb.DuckDBPyConnection, found: FoundTable, rows: frozenset[tuple[str, int]]
) -> str:
    table = f"delivery.left_out_{found.name}"
    connection.execute(f'create table {table} ("{FILE}" varchar, "{ROW}" bigint)')
    connection.executemany(f"insert into {table} values (?, ?)", sorted(rows))
    return f' anti join {table} using ("{FILE}", "{ROW}")'


def of_years(spec: TableSpec, columns: Sequence[str], school_years: tuple[str, ...]) -> str:
    """SQL of the condition that rows are of some school years; empty for every row."""
    year = spec.year_column
    if not (school_years and year):
        return ""
    read = columns[spec.column_names.index(year)].removesuffix(f' as "{year}"')
    return f" where cast({read} as varchar) in ({', '.join(map(quoted, school_years))})"
