"""The school years of a delivery that are read: those that were asked for, or all it holds."""

from __future__ import annotations

from collections.abc import Sequence

from segmon.database import connect
from segmon.delivery.find import FoundDelivery
from segmon.delivery.open_tables import open_table
from segmon.delivery.reading import readable
from segmon.errors import DeliveryError


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
