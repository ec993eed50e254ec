"""That a school year of which schools were delivered has pupils: a file may not have been used."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.database import Database
from segmon.delivery.open import OpenDelivery
from segmon.findings import Finding


def year_findings(connection: Database, opened: OpenDelivery) -> Iterator[Finding]:
    """Every school year of `schools` has rows in the table of pupils.

    Args:
        connection: the database, with the profile that `content_findings` made of the pupils.
        opened: the delivery.
    """
    first = opened.tables[0]
    year = first.spec.year_column
    keys = [reference.key[0] for reference in first.spec.references]
    schools = next((table for table in opened.tables if table.name == "schools"), None)
    if year not in keys or not schools:
        return
    rule = next(c.rule for c in schools.spec.columns if c.name == "school_year")
    # what is no year is told as such
    is_no_year = rule.violation("school_year", schools.types["school_year"])
    held = f"select coalesce(r{keys.index(year)}_0, '') from profile_{first.name}"
    rows = connection.execute(
        "select distinct school_year from delivery.schools where school_year is not null"
        f" and not coalesce({is_no_year}, false)"
        # that a table is empty is told of the table
        f" and exists ({held}) and school_year not in ({held}) order by school_year"
    ).fetchall()
    years = ", ".join(str(row[0]) for row in rows)
    yield Finding(
        table=first.name,
        column=year,
        rule="each school year of `schools` is there" + (f" ({years} is not)" if years else ""),
        n_rows=0,
        observed=len(rows),
        file=first.found.source,
        why="a year without pupils is in no figure; its file may have been forgotten, or not used",
        resolve="deliver the pupils of that year too, or leave its schools out",
    )
