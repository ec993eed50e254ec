"""Rows that break a rule and are left out of the build, for whoever allows a number of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from segmon.checks.violations import Check, checks_of, key_check, reference_check
from segmon.database import connect, load_seeds
from segmon.delivery.files import FILE, ROW, DeliveredTable
from segmon.delivery.find import Delivery, delivered_columns

#: Seeds that rules look things up in.
SEEDS = ("characteristics", "denominations", "quality_bounds")


@dataclass(frozen=True)
class RejectedRow:
    """A row that breaks a rule; one that breaks several is told once for each.

    Attributes:
        table_name: table of the layout.
        file_name: file of the delivery.
        row_number: number of the row in the file, from 1, a header not counted.
        column_name: column the rule is about; empty when it is about the whole row.
        rule: what should hold.
        value: what stands there instead; null where it would name a pupil.
        school_year: school year of the row, as it is written.
        sector: sector of the row; null in layouts that have none.
    """

    table_name: str
    file_name: str
    row_number: int
    column_name: str
    rule: str
    value: str | None
    school_year: str | None
    sector: str | None


def leave_out(delivery: Delivery, limit: int) -> list[RejectedRow] | None:
    """Leave out of a delivery every row that breaks a rule, and those that need such a row.

    Args:
        delivery: the delivery; its tables learn which rows are left out.
        limit: how many rows may be left out.

    Returns:
        The rows; null if there are more than the limit.
    """
    rejected: list[RejectedRow] = []
    while True:
        with connect() as connection:
            load_seeds(connection, *SEEDS)
            delivery.load(connection)
            found = [
                row
                for delivered in delivery.tables
                for row in _rejected(connection, delivery, delivered, limit)
            ]
        rejected += found
        if not found:
            return rejected
        for delivered in delivery.tables:
            paths = {name: str(file.resolve()) for name, file in delivered.files.items()}
            delivered.left_out |= {
                (paths[row.file_name], row.row_number)
                for row in found
                if row.table_name == delivered.table.name
            }
        if sum(len(delivered.left_out) for delivered in delivery.tables) > limit:
            return None


def _rejected(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, delivered: DeliveredTable, limit: int
) -> Iterator[RejectedRow]:
    if not delivered.relation:
        return
    table = delivered.table
    names = {str(file.resolve()): name for name, file in delivered.files.items()}
    relation = f"numbered_{table.name}"
    columns = ", ".join(delivered_columns(connection, delivered))
    rows = delivery.rows_of(delivered, are_numbered=True)
    connection.execute(f'create temp view {relation} as select {columns}, "{FILE}", "{ROW}" {rows}')
    year = f"cast({table.year_column} as varchar)" if table.year_column else "null"
    sector = "cast(sector as varchar)" if "sector" in table.column_names else "null"
    for check, condition in _conditions(delivered):
        value = f"left({check.example}, 200)" if check.example else "null"
        broken = connection.execute(
            f'select "{FILE}", "{ROW}", {value}, {year}, {sector} from {relation} as delivered'
            f" {condition} order by 1, 2 limit {limit + 1}"
        )
        for file, number, text, school_year, of_sector in broken.fetchall():
            place = (table.name, names[file], number, check.column, check.rule)
            yield RejectedRow(*place, text, school_year, of_sector)


def _conditions(delivered: DeliveredTable) -> Iterator[tuple[Check, str]]:
    for check in checks_of(delivered):
        yield check, f"where {check.violation}"
    for reference in delivered.table.references:
        check = reference_check(reference, delivered.table)
        yield check, f"where {check.violation}"
    key = key_check(delivered)
    yield key, f"qualify {key.violation}"
