"""Which municipality a report is an edition of, and what the build knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segmon.errors import UsageError
from segmon.published.scope import UNKNOWN_CLASS, Scope, focus_cities

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class City:
    """The municipality of an edition.

    Attributes:
        code: its code.
        name: its name.
        urbanity: its urbanity class in the latest year; empty if it is not known.
        years: the school years of the build.
        since: the school year at which its development is divided in two; empty if it is not.
        is_in_focus: whether it is a focus city of the build, which knows more of those.
    """

    code: str
    name: str
    urbanity: str
    years: tuple[str, ...]
    since: str = ""
    is_in_focus: bool = True

    def scope(self, scope: Scope) -> Scope:
        """The areas of its edition: itself, its class and the country."""
        return replace(scope, classes=(self.urbanity,) if self.urbanity else ())

    @property
    def spans(self) -> list[tuple[str, str]]:
        """The whole period, and that before and after the year that divides it."""
        first, last = self.years[0], self.years[-1]
        halves = [(first, self.since), (self.since, last)] if self.since else []
        return [(first, last), *halves]


def read_city(
    connection: duckdb.DuckDBPyConnection, scope: Scope, focus: Sequence[str], since: str = ""
) -> City | None:
    """The municipality of which the report is an edition: the one that a reader names.

    Args:
        connection: a published warehouse.
        scope: the areas to show.
        focus: municipality codes that the reader names; of none or of several there is no edition.
        since: a school year between the first and the last.

    Raises:
        UsageError: there is no such school year, or no city whose development it divides.
    """
    if not focus or len(scope.cities) != 1:
        if since:
            raise UsageError("--since divides the years of one city: name it with --focus CODE")
        return None
    ((code, name),) = scope.cities.items()
    rows = connection.execute(
        "select school_year, urbanity from marts.dim_area"
        " where area_level = 'municipality' and area_code = ? order by school_year",
        [code],
    ).fetchall()
    known = [urbanity for _, urbanity in rows if urbanity not in (None, UNKNOWN_CLASS)]
    years = _years(connection)
    if since and since not in years[1:-1]:
        between = f"between {years[0]} and {years[-1]}: {', '.join(years[1:-1]) or 'none'}"
        raise UsageError(f"--since {since}: this build has no such school year {between}")
    is_in_focus = code in focus_cities(connection)
    return City(code, name, known[-1] if known else "", years, since, is_in_focus)


def _years(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    rows = connection.execute(
        "select distinct school_year from marts.segregation_national order by all"
    )
    return tuple(year for (year,) in rows.fetchall())
