"""Rows that break a rule and are left out of the build, up to the number that is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from segmon.checks.violations import Check, checks_of, key_check, reference_check
from segmon.database import connect, load_seeds
from segmon.delivery.files import FILE, ROW
from segmon.delivery.find import FoundDelivery
from segmon.delivery.open import NOTHING, LeftOut, open_delivery
from segmon.delivery.open_tables import OpenTable

#: Seeds that rules look things up in.
SEEDS = ("characteristics", "denominations", "plausible_shares", "quality_bounds")


@dataclass(frozen=True)
class RejectedRow:
    """A row that breaks a rule; one that breaks several is told once for each.

    Attributes:
        table_name: table of the layout.
        file_name: file of the delivery.
        row_number: number of the row in the file, from 1, a header not counted.
        column_name: column the rule is about; empty when it is about the whole row.
        rule: what should hold.
        value: what is there instead; null where it would name a pupil.
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


def leave_out(found: FoundDelivery, limit: int) -> tuple[list[RejectedRow], LeftOut] | None:
    """The rows of a delivery that break a rule, and those that need such a row.

    Args:
        found: the delivery.
        limit: how many rows may be left out.

    Returns:
        What each row breaks, and where the rows are; null if there are more than the limit.
    """
    rejected: list[RejectedRow] = []
    left_out = NOTHING
    while True:
        with connect() as connection:
            load_seeds(connection, *SEEDS)
            opened = open_delivery(connection, found, left_out)
            more = [row for table in opened.tables for row in _rejected(connection, table, limit)]
        if not more:
            return rejected, left_out
        rejected += more
        left_out = _places(found, rejected)
        if sum(map(len, left_out.values())) > limit:
            return None


def _places(found: FoundDelivery, rejected: Sequence[RejectedRow]) -> LeftOut:
    """File and number of each row, by table."""
    return {
        table.name: frozenset(
            (str(table.files[row.file_name].resolve()), row.row_number)
            for row in rejected
            if row.table_name == table.name
        )
        for table in found.tables
    }


def _rejected(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, limit: int
) -> Iterator[RejectedRow]:
    if not opened.found.relation:
        return
    spec, names = opened.spec, opened.found.paths
    relation = f"numbered_{opened.name}"
    columns = ", ".join(opened.columns)
    connection.execute(
        f'create temp view {relation} as select {columns}, "{FILE}", "{ROW}" {opened.numbered_rows}'
    )
    year = f"cast({spec.year_column} as varchar)" if spec.year_column else "null"
    sector = "cast(sector as varchar)" if "sector" in spec.column_names else "null"
    for check, condition in _conditions(opened):
        value = f"left({check.example}, 200)" if check.example else "null"
        broken = connection.execute(
            f'select "{FILE}", "{ROW}", {value}, {year}, {sector} from {relation} as delivered'
            f" {condition} order by 1, 2 limit {limit + 1}"
        )
        for file, number, text, school_year, of_sector in broken.fetchall():
            place = (opened.name, names[file], number, check.column, check.rule)
            yield RejectedRow(*place, text, school_year, of_sector)


def _conditions(opened: OpenTable) -> Iterator[tuple[Check, str]]:
    for check in checks_of(opened):
        yield check, f"where {check.violation}"
    for reference in opened.spec.references:
        check = reference_check(reference, opened.spec)
        yield check, f"where {check.violation}"
    key = key_check(opened.spec)
    yield key, f"qualify {key.violation}"
