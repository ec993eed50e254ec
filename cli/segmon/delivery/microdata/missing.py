"""What school years have not, as no file of microdata serves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from segmon.delivery.division import SAME_YEAR, municipal_division
from segmon.delivery.microdata.files import shown_name
from segmon.delivery.names import listed
from segmon.delivery.spec import TableSpec, microdata_of
from segmon.errors import DeliveryError
from segmon.findings import Finding, Notice


@dataclass(frozen=True)
class Missing:
    """A table of which no file serves a school year.

    Attributes:
        table: the table.
        start: the year in which the school year starts.
        year: the year of which a file would serve it; empty where there is no file at all.
        division: the municipal division of which it has to be; empty where there is none.
    """

    table: TableSpec
    start: str
    year: str
    division: str = ""


def school_year(start: str) -> str:
    """The school year that starts in a year."""
    return f"{start}-{int(start) + 1}"


def require_needed(missing: Iterable[Missing], place: object) -> None:
    """Make sure that every school year has the files without which it cannot be built.

    Raises:
        DeliveryError: one has not.
    """
    findings = [
        Finding(
            table=each.table.name,
            column="",
            rule=f"{_absence([each])}: {_cost(each)} in {school_year(each.start)}",
            n_rows=0,
            observed=1,
            resolve=f"deliver {each.table.published_as}, or leave the school year out"
            " (--school-year)",
        )
        for each in missing
        if microdata_of(each.table).is_needed
    ]
    if findings:
        raise DeliveryError(f"the delivery {place} is incomplete", findings)


def costs(missing: Sequence[Missing], starts: Sequence[str]) -> Iterator[Notice]:
    """What school years have not, as no file serves them."""
    by_cost: dict[str, list[Missing]] = {}
    for each in missing:
        by_cost.setdefault(_cost(each), []).append(each)
    for cost, of_cost in by_cost.items():
        tables = {each.table.name for each in of_cost}
        if len(of_cost) == len(tables) * len(starts) and not any(e.year for e in of_cost):
            yield Notice("", f"{_absence(of_cost)}: {cost}")
            continue
        for start in starts:
            if of_start := [each for each in of_cost if each.start == start]:
                yield Notice("", f"{_absence(of_start)}: {cost} in {school_year(start)}")


def _cost(missing: Missing) -> str:
    if missing.division and municipal_division() != SAME_YEAR:
        return (
            f"municipalities of {missing.division} follow from seeds/municipality_changes.csv,"
            " which knows mergers and no splits"
        )
    return microdata_of(missing.table).without


def _absence(missing: Sequence[Missing]) -> str:
    names = " and no ".join(dict.fromkeys(shown_name(each.table) for each in missing))
    if missing[0].division and missing[0].year:
        return f"no {names} with a column gem{missing[0].division}"
    years = listed(sorted({each.year for each in missing if each.year}))
    return f"no {names}{f' of {years}' if years else ''}"
