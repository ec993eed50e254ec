"""A delivery: its tables, every value as it was delivered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.database import connect, quoted
from segmon.delivery.files import FILE, ROW, DeliveredTable, find_table, readable
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.rules import NULL_TYPE
from segmon.delivery.spec import TableSpec
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Finding

#: Makes the table of how many rows were left out of each school year and sector.
REJECTED_COUNTS = (
    "create table delivery.rejected_counts (school_year varchar, sector varchar, n_rows bigint)"
)


@dataclass
class Delivery:
    """A delivery whose files were found and whose headers were read.

    Attributes:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        tables: its tables, in the order of the layout; the first one tells of pupils.
        school_years: the school years that are read; empty for every row, whatever its year.
    """

    folder: Path
    layout: str
    tables: list[DeliveredTable]
    school_years: tuple[str, ...] = ()

    def load(self, connection: duckdb.DuckDBPyConnection, *, is_kept: bool = False) -> None:
        """Put every table in schema `delivery` of a database: a view of its files, or its rows.

        Each has exactly the columns of the layout; an optional column that was not delivered reads
        as null, an optional table as empty. Rows of other school years than those that are read,
        and rows that are left out, are not there.

        Args:
            connection: the database.
            is_kept: whether another process will read it, which cannot number rows as this one.
        """
        connection.execute("create schema delivery")
        connection.execute(REJECTED_COUNTS)
        for delivered in self.tables:
            with readable(delivered.source):
                columns = delivered_columns(connection, delivered)
                if delivered.left_out:
                    _note_left_out(connection, delivered)
                is_table = delivered.frame is not None or (delivered.left_out and is_kept)
                connection.execute(
                    f"create {'table' if is_table else 'view'} delivery.{delivered.table.name} as"
                    f" select {', '.join(columns)} {self.rows_of(delivered)}"
                )

    def rows_of(self, delivered: DeliveredTable, *, are_numbered: bool = False) -> str:
        """The from clause of the rows of a table that are read, once its columns are known.

        Args:
            delivered: the table.
            are_numbered: whether `FILE` and `ROW` are among its columns.
        """
        if not delivered.relation:
            return "limit 0"
        clause = f"from {delivered.numbered if are_numbered else delivered.relation}"
        if delivered.left_out:
            left_out = f"delivery.left_out_{delivered.table.name}"
            clause = f'from {delivered.numbered} anti join {left_out} using ("{FILE}", "{ROW}")'
        year = delivered.table.year_column
        if self.school_years and year:
            if delivered.types[year] != "VARCHAR":
                year = f"cast({year} as varchar)"
            clause += f" where {year} in ({', '.join(map(quoted, self.school_years))})"
        return clause

    def years_delivered(self) -> tuple[str, ...]:
        """The school years that the table of pupils tells of, as they are written there."""
        delivered = self.tables[0]
        with readable(delivered.source), connect() as connection:
            delivered_columns(connection, delivered)
            years = connection.execute(
                f"select distinct cast({delivered.table.year_column} as varchar)"
                f" from {delivered.relation} where {delivered.table.year_column} is not null"
            ).fetchall()
        return tuple(sorted(str(year) for (year,) in years))


def delivered_columns(
    connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable
) -> list[str]:
    """The columns of the layout as SQL over the relation of a table, in their order.

    Its types become known, and rows that Python read are registered with the connection.
    """
    if delivered.frame is not None:
        delivered.relation = delivered.numbered = f"rows_of_{delivered.table.name}"
        connection.register(delivered.relation, delivered.frame)
    present = set(next(iter(delivered.headers.values()), ()))
    if delivered.relation:
        described = connection.execute(f"describe select * from {delivered.relation}")
        delivered.types = {row[0]: row[1] for row in described.fetchall()}
    columns = []
    for name in delivered.table.column_names:
        if name not in present:
            delivered.types[name] = NULL_TYPE
        # a column without a single value has no type of its own
        if delivered.types[name] == NULL_TYPE:
            source = "null" if name not in present else f'"{name}"'
            columns.append(f'cast({source} as varchar) as "{name}"')
            delivered.types[name] = "VARCHAR"
        else:
            columns.append(f'"{name}"')
    return columns


def _note_left_out(connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable) -> None:
    left_out = f"delivery.left_out_{delivered.table.name}"
    connection.execute(f'create table {left_out} ("{FILE}" varchar, "{ROW}" bigint)')
    connection.executemany(f"insert into {left_out} values (?, ?)", sorted(delivered.left_out))


def find_delivery(folder: Path, layout: str, school_years: Sequence[str] = ()) -> Delivery:
    """Find the files of a delivery and read their headers.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.

    Raises:
        UsageError: the folder does not exist.
        DeliveryError: a table is missing, stands there twice, or cannot be opened; a school year
            is not in it.
    """
    require_folder(folder)
    for year in school_years:
        if not re.fullmatch("[0-9]{4}-[0-9]{4}", year):
            raise UsageError(f"{year} is no school year such as 2023-2024")
    delivered, findings = [], []
    for table in LAYOUTS[layout].tables:
        found = find_table(folder, table)
        if found is None:
            findings.append(_missing(table))
        else:
            delivered.append(found)
    if findings:
        raise DeliveryError(f"the delivery {folder} is incomplete", findings)
    delivery = Delivery(folder.resolve(), layout, delivered, tuple(sorted(set(school_years))))
    if school_years and delivered[0].has_columns:
        held = delivery.years_delivered()
        if missing := [year for year in delivery.school_years if year not in held]:
            raise DeliveryError(
                f"the delivery {folder} holds no row of {', '.join(missing)} in"
                f" {delivered[0].source}; it holds {', '.join(held) or 'no school year'}"
            )
    return delivery


def require_folder(folder: Path) -> None:
    """Make sure that a delivery is a folder.

    Raises:
        UsageError: it is not, or nobody may look.
    """
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise UsageError(f"the delivery {folder} cannot be read: {error.strerror}") from None
    if not is_folder:
        raise UsageError(f"the delivery {folder} is not a folder")


def _missing(table: TableSpec) -> Finding:
    expected = (
        table.pattern.replace("\\", "").replace("?", "").replace("(d{4}-d{4})", "YYYY-YYYY")
        if table.pattern
        else f"{table.name}.parquet, {table.name}.csv or a folder {table.name} of Parquet files"
    )
    return Finding(table.name, "", f"the file is there ({expected})", 0, 1)
