"""Where a release shows something of a block of schools: columns of its tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from segmon.database import quoted

#: Statuses of what has no value because there is none; any other value that is null is hidden.
UNDEFINED = (
    "group_absent",
    "incomplete_input",
    "no_comparison",
    "no_deviation",
    "urbanity_unknown",
)
_LEVELS = ("national", "urbanity", "g4", "municipality")
_WIDE = ("segregation_all_nl", "segregation_all_en")
_IS_CITY = "area_level in ('g4', 'municipality')"
#: The values of a change, and the column of the year of each.
YEARS = {"from_value": "from_year", "to_value": "to_year"}
_CHANGES = ("segregation_change", "segregation_change_span")
#: Kind and code of the block of a category.
IN_CATEGORY = ("case category_code when 'all' then 'all' else category_kind end", "category_code")
_CONTRIBUTIONS = tuple(f"category_contribution{language}" for language in ("", "_nl", "_en"))


@dataclass(frozen=True)
class Reading:
    """A column of a released table, and what it says of which block, as SQL of the table.

    Attributes:
        table: the table.
        column: the column.
        what: what the value is of: an index, a group (`first`, `middle`, `third`), …
        form: `index`, `share` (of a group), `count`, `distance` or `part` (of an index).
        kind: the kind of category; `all` for an area as a whole.
        code: the category.
        school_year: the school year.
        area_level: the level of the area.
        where: the rows that say so.
    """

    table: str
    column: str
    what: str
    form: str
    kind: str = "'all'"
    code: str = "'all'"
    school_year: str = "school_year"
    area_level: str = "area_level"
    where: str = "true"

    def query(self, columns: Collection[str]) -> str:
        """The value of each block.

        Args:
            columns: those of the table.
        """
        # a focus city is a municipality: whatever is told of it twice is of the same schools
        level = f"replace({self.area_level}, 'g4', 'municipality')"
        source = f"marts.{self.table}"
        if "group_code" in columns:
            source += " inner join positions using (characteristic, group_code)"
        listed = ", ".join(map(quoted, UNDEFINED))
        hidden = f"status not in ({listed})" if "status" in columns else "true"
        return f"""
            select distinct
                {self.school_year} as school_year, sector, characteristic,
                {level} as area_level, area_code, {self.kind} as kind, {self.code} as code,
                {self.what} as what, '{self.form}' as form,
                '{self.table}' as source, '{self.column}' as source_column,
                cast({self.column} as double) as value,
                {self.column} is null and {hidden} as is_hidden
            from {source}
            where {self.where}
        """


def _of_groups(table: str, columns: dict[str, str], kind: str, code: str) -> list[Reading]:
    # a group that shares its position is only part of it; n_first and the like tell all of it
    return [
        Reading(table, column, "group_position", form, kind, code, where="n_groups = 1")
        for column, form in columns.items()
    ]


def _of_indices(table: str, kind: str = "'all'", code: str = "'all'") -> list[Reading]:
    groups = ("first", "middle", "third")
    return [
        Reading(table, "value", "index_code", "index", kind, code),
        *(Reading(table, f"n_{group}", f"'{group}'", "count", kind, code) for group in groups),
        Reading(table, "n_pupils", "'known'", "count", kind, code),
    ]


def _readings() -> list[Reading]:
    by_governance = ("case governance when 'all' then 'all' else 'governance' end", "governance")
    readings = [
        reading
        for table in (*(f"segregation_{level}" for level in _LEVELS), *_WIDE)
        for reading in _of_indices(table)
    ]
    readings += _of_indices("segregation_governance", *by_governance)
    readings += [
        Reading(table, column, what, "index", school_year=year)
        for table, what in (
            *((t, "index_code") for t in _CHANGES),
            ("information_change", "'mutual_information'"),
        )
        for column, year in YEARS.items()
    ]
    readings += [
        Reading(
            *("segregation_governance_change", column, "index_code", "index", *by_governance),
            school_year=year,
        )
        for column, year in YEARS.items()
    ]
    shown = {"n_pupils": "count", "share": "share"}
    readings += _of_groups("group_distribution", shown, "'all'", "'all'")
    readings += _of_groups("category_composition", shown, *IN_CATEGORY)
    for table in _CONTRIBUTIONS:
        at = {"area_level": "'municipality'"}
        readings.append(
            Reading(
                *(table, "dissimilarity", "'dissimilarity'", "index"),
                **at,
                where="definition = 'monitor'" if table == _CONTRIBUTIONS[0] else "true",
            )
        )
        definition = "definition" if table == _CONTRIBUTIONS[0] else "'monitor'"
        readings += [
            Reading(table, column, f"'{name}:' || {definition}", "part", *IN_CATEGORY, **at)
            for column, name in (
                ("counterfactual_dissimilarity", "counterfactual"),
                ("contribution", "contribution"),
            )
        ]
    readings += [
        Reading("pupils_to_move", "share_to_move", "'share_to_move'", "index"),
        # above the municipality they are those of some municipalities only
        Reading("pupils_to_move", "n_pupils", f"if({_IS_CITY}, 'pairs', 'some pairs')", "count"),
    ]
    distances = {"n_pupils": "count", "mean_km": "distance", "median_km": "distance"}
    for reading in _of_groups("travel_distance", distances, *by_governance):
        readings.append(
            Reading(
                "travel_distance",
                reading.column,
                f"'distance:' || {reading.what}",
                reading.form,
                *by_governance,
                where=reading.where,
            )
        )
    return readings


READINGS = tuple(_readings())
