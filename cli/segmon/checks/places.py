"""Where the first row is that breaks a rule: its file, and its number there."""

from __future__ import annotations

from collections.abc import Sequence

from segmon.database import Database
from segmon.delivery.files import FILE, ROW
from segmon.delivery.open_tables import OpenTable


def first_places(connection: Database, opened: OpenTable, violations: Sequence[str]) -> list[str]:
    """The first row that breaks each rule, in words; it takes a scan that keeps rows in order.

    Args:
        connection: the database in which the delivery was opened.
        opened: the table.
        violations: SQL predicates over the table `delivered`.

    Returns:
        A text such as `row 17 of pupils.csv`; rows are numbered from 1, a header is not counted.
        It is empty where the rows are in tables of another engine, which have no number.
    """
    if not violations or not opened.numbered_rows:
        return [""] * len(violations)
    place = f'struct_pack(file := "{FILE}", number := "{ROW}")'
    firsts = ", ".join(f"min(case when {violation} then {place} end)" for violation in violations)
    found = connection.execute(
        f'select {firsts} from (select {", ".join(opened.columns)}, "{FILE}", "{ROW}"'
        f" {opened.numbered_rows}) as delivered"
    ).fetchone()
    names = opened.found.paths
    return [
        f"row {first['number']:,} of {names[first['file']]}" if first else ""
        for first in found or ()
    ]
