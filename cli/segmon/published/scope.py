"""The areas that tables and figures show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from segmon.database import quoted
from segmon.focus import in_one_form, require_known
from segmon.labels import Language, in_report_order, labels

#: Code of the urbanity class of municipalities whose class was not delivered.
UNKNOWN_CLASS = "unknown"


@dataclass(frozen=True)
class Scope:
    """The areas that tables and figures show: the country, some cities and the urbanity classes.

    Attributes:
        cities: name of each city, by municipality code.
        countries: code of the country.
        classes: codes of the urbanity classes.
        level: level of areas in the marts at which the cities are found.
    """

    cities: dict[str, str]
    countries: tuple[str, ...]
    classes: tuple[str, ...]
    level: str = "g4"

    @property
    def levels(self) -> tuple[str, str, str]:
        """Levels of areas in the marts."""
        return ("national", self.level, "urbanity")

    @property
    def where(self) -> str:
        """The areas as a condition in SQL."""
        codes = ", ".join(map(quoted, self.cities)) or "null"
        return (
            "(area_level in ('national', 'urbanity')"
            f" or area_level = '{self.level}' and area_code in ({codes}))"
        )

    @property
    def area_level(self) -> str:
        """The level of an area in SQL; that of a city is `g4`, wherever it was found."""
        return "case when area_level = 'municipality' then 'g4' else area_level end as area_level"

    @property
    def indices(self) -> str:
        """The indices of the areas, as a query."""
        query = " union all by name ".join(
            f"select * from marts.segregation_{level}" for level in self.levels
        )
        return f"select * replace ({self.area_level}) from ({query}) where {self.where}"


def read_scope(connection: duckdb.DuckDBPyConnection, focus: Sequence[str] = ()) -> Scope:
    """The areas to show.

    Args:
        connection: a published warehouse.
        focus: municipality codes of the cities to show; those of the build if there are none.

    Raises:
        UsageError: the build has no such municipality.
    """
    areas = _codes(connection, "national"), _classes(connection)
    if not focus:
        return Scope(focus_cities(connection), *areas)
    rows = connection.execute(
        "select area_code, max_by(area_name, school_year) from marts.segregation_municipality"
        " group by 1"
    )
    names = {str(code): str(name) for code, name in rows.fetchall()}
    codes = in_one_form(focus, names)
    require_known(codes, names, "this build")
    # in the order in which they were asked for; named as the build names its focus cities
    in_focus = focus_cities(connection, codes)
    shown = {**{code: names[code] for code in codes}, **in_focus}
    # of its focus cities a build knows more
    return Scope(shown, *areas, "g4" if len(in_focus) == len(codes) else "municipality")


def _classes(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Every urbanity class if one is known, and the unknown one if there is one."""
    found = set(_codes(connection, "urbanity"))
    unknown = {UNKNOWN_CLASS} & found
    if found == unknown and found:
        return (UNKNOWN_CLASS,)
    return (*(set(labels("urbanity", Language.nl)) - {UNKNOWN_CLASS}), *unknown)


def _codes(connection: duckdb.DuckDBPyConnection, level: str) -> tuple[str, ...]:
    rows = connection.execute(f"select distinct area_code from marts.segregation_{level}")
    return tuple(str(row[0]) for row in rows.fetchall())


def focus_cities(
    connection: duckdb.DuckDBPyConnection, among: Collection[str] | None = None
) -> dict[str, str]:
    """Name of each focus city of the build, by municipality code; only those among some codes."""
    rows = connection.execute(
        "select area_code, max_by(area_name, school_year) from marts.segregation_g4 group by 1"
    )
    names = {str(code): str(name) for code, name in rows.fetchall()}
    shown = in_report_order(code for code in names if among is None or code in among)
    return {code: names[code] for code in shown}
