"""Opening a delivery: every table as a relation of a database, every value as it was delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

from segmon.delivery.find import FoundDelivery
from segmon.delivery.open_tables import OpenTable, convert_files, open_table
from segmon.delivery.reading import readable

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
