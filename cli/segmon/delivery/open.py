"""Opening a delivery: every table as a relation of a database, every value as it was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

from segmon.database import connect, quoted
from segmon.delivery.files import FILE, ROW, FoundTable
from segmon.delivery.find import FoundDelivery
from segmon.delivery.forms import NULL_TYPE, canonical
from segmon.delivery.reading import readable
from segmon.delivery.spec import TableSpec
from segmon.errors import DeliveryError

#: File and number of each row of a delivery that is not read, by table.
LeftOut = Mapping[str, frozenset[tuple[str, int]]]
NOTHING: LeftOut = MappingProxyType({})
#: The table of how many rows were left out of each school year and sector; a build fills it.
REJECTED_COUNTS = (
    "create table delivery.rejected_counts (school_year varchar, sector varchar, n_rows bigint)"
)
#: The table of which file of microdata serves which school year.
SERVING_FILES = (
    "create table delivery.cbs_serving_files"
    " (table_name varchar, school_year varchar, file_year varchar)"
)


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


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery whose tables are relations of schema `delivery` of a database.

    Attributes:
        found: the delivery.
        tables: its tables, in the order of the layout.
    """

    found: FoundDelivery
    tables: tuple[OpenTable, ...]


def open_delivery(
    connection: duckdb.DuckDBPyConnection,
    found: FoundDelivery,
    left_out: LeftOut = NOTHING,
    *,
    is_kept: bool = False,
) -> OpenDelivery:
    """Put every table in schema `delivery` of a database: a view of its files, or its rows.

    An optional column that was not delivered reads as null, an optional table as empty. Rows of
    other school years than those that are read, and rows that are left out, are not there.

    Args:
        connection: the database.
        found: the delivery.
        left_out: rows that are not read.
        is_kept: whether it is in a file that another process will read, which cannot number rows
            as this one. No column that says who a pupil is reaches it: those are null.

    Raises:
        DeliveryError: a file is broken.
    """
    connection.execute("create schema delivery")
    connection.execute(REJECTED_COUNTS)
    convert_files(found.tables)
    tables = []
    years = (*found.school_years, *found.list_years) if found.school_years else ()
    for table in found.tables:
        with readable(table.source):
            rows = left_out.get(table.name, frozenset())
            opened = open_table(connection, table, years, rows)
            is_table = table.frame is not None or (rows and is_kept)
            columns = _without_ids(opened) if is_kept else opened.columns
            connection.execute(
                f"create {'table' if is_table else 'view'} delivery.{table.name} as"
                f" select {', '.join(columns)} {opened.rows}"
            )
        tables.append(opened)
    if found.serving:
        connection.execute(SERVING_FILES)
        connection.executemany(
            "insert into delivery.cbs_serving_files values (?, ?, ?)",
            [[each.table_name, each.school_year, each.file_year] for each in found.serving],
        )
    return OpenDelivery(found, tuple(tables))


def _without_ids(opened: OpenTable) -> list[str]:
    """The columns of a table, null where they would say who a pupil is."""
    return [
        f'cast(null as varchar) as "{column.name}"' if column.is_pupil_id else sql
        for column, sql in zip(opened.spec.columns, opened.columns, strict=True)
    ]


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


def years_read(found: FoundDelivery) -> tuple[str, ...]:
    """The school years of pupils that are read: those that were asked for, or all.

    Raises:
        DeliveryError: a file is broken, or a year that was asked for is not there.
    """
    if found.serving:
        return found.served_years
    first = found.tables[0]
    year = first.spec.year_column
    with readable(first.source), connect() as connection:
        opened = open_table(connection, first)
        rows = connection.execute(
            f"select distinct cast({year} as varchar)"
            f" from (select {', '.join(opened.columns)} {opened.rows}) where {year} is not null"
        ).fetchall()
    return chosen_years(found, [str(row[0]) for row in rows])


def chosen_years(found: FoundDelivery, held: Sequence[str]) -> tuple[str, ...]:
    """The school years that are read: those that were asked for, or all that are held.

    Args:
        found: the delivery.
        held: the school years of its pupils.

    Raises:
        DeliveryError: a year that was asked for is not there.
    """
    if missing := [year for year in found.school_years if year not in held]:
        raise DeliveryError(
            f"the delivery {found.place} has no row of {', '.join(missing)} in"
            f" {found.tables[0].source}; it has {', '.join(sorted(held)) or 'no school year'}"
        )
    return found.school_years or tuple(sorted(held))
