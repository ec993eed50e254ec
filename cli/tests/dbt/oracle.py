"""The figures of the monitor a second time: written from the method, not from the models.

Everything is exact: counts are grouped by pandas, indices are fractions. A suppressed count is NaN
and spreads; an undefined index is None. Nothing here is used by the product.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pandas as pd

POSITIONS = {
    "income": {"low": "first", "middle": "middle", "high": "third"},
    "education": {
        "no_start_qualification": "first",
        "start_qualification": "middle",
        "higher_education": "third",
    },
    "migration": {"both_nl": "first", "one_abroad": "middle", "both_abroad": "third"},
    "pupil_weight": {"1.20": "first", "0.30": "first", "0.00": "third"},
    "noat": {"other": "first", "noat": "third"},
}
LEVELS = ["no_start_qualification", "start_qualification", "higher_education"]
G4 = {"GM0363", "GM0518", "GM0599", "GM0344"}

CELL = ["school_year", "sector", "school_id", "characteristic", "group_code"]
SERIES = ["school_year", "sector", "characteristic"]
AREA = ["area_level", "area_code"]
COUNTS = ["n_first", "n_middle", "n_third", "n_missing"]


@dataclass(frozen=True)
class School:
    """The pupils of one school: of the first group, of the third, and of any known group."""

    first: int
    third: int
    known: int


def dissimilarity(schools: Iterable[School]) -> Fraction | None:
    """Half the sum of the differences between the school's shares of the two groups."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    third = sum(school.third for school in schools)
    if not first or not third:
        return None
    terms = (Fraction(s.third, third) - Fraction(s.first, first) for s in schools)
    return Fraction(1, 2) * sum(abs(term) for term in terms)


def interaction(schools: Iterable[School]) -> Fraction | None:
    """The share of the third group at the school of the average pupil of the first."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    if not first or not sum(school.third for school in schools):
        return None
    return sum(
        (Fraction(s.first, first) * Fraction(s.third, s.known) for s in schools if s.first),
        Fraction(0),
    )


def interaction_reverse(schools: Iterable[School]) -> Fraction | None:
    """The share of the first group at the school of the average pupil of the third."""
    return interaction(School(school.third, school.first, school.known) for school in schools)


INDICES = {
    "dissimilarity": dissimilarity,
    "interaction": interaction,
    "interaction_reverse": interaction_reverse,
}


def _group_of_income(percentile: float) -> str | None:
    if math.isnan(percentile):
        return None
    return "low" if percentile < 26 else "high" if percentile > 75 else "middle"


def _group_of_education(levels: list[str]) -> str | None:
    return max(levels, key=LEVELS.index) if levels else None


def _group_of_migration(countries: list[str]) -> str | None:
    n_abroad = sum(country != "NL" for country in countries)
    if not countries:
        return None
    return (
        "both_nl" if not n_abroad else "one_abroad" if n_abroad < len(countries) else "both_abroad"
    )


def cells_of_register(pupils: pd.DataFrame) -> pd.DataFrame:
    """Pupils by school, characteristic and group, an unknown group as null."""

    def known(pupil: dict[Any, Any], stem: str) -> list[str]:
        values = (pupil[f"{stem}_parent_{parent}"] for parent in (1, 2))
        return [str(value) for value in values if not pd.isna(value)]

    rows = []
    for pupil in pupils.to_dict("records"):
        if pupil["sector"] == "vo" and pupil["grade"] not in (1, 2):
            continue
        percentile = pupil["income_percentile"]
        groups = {
            "income": _group_of_income(math.nan if pd.isna(percentile) else float(percentile)),
            "education": _group_of_education(known(pupil, "education")),
            "migration": _group_of_migration(known(pupil, "birth_country")),
        }
        place = (pupil["school_year"], pupil["sector"], pupil["school_id"])
        rows += [(*place, characteristic, group) for characteristic, group in groups.items()]
    cells = pd.DataFrame(rows, columns=CELL)
    return cells.groupby(CELL, dropna=False).size().rename("n_pupils").reset_index()


@dataclass
class Oracle:
    """What the marts of a delivery must hold.

    Attributes:
        segregation: every index of every area, one row each.
        distribution: the groups of every area.
        coverage: known and unknown pupils of every series.
        changes: every index between two consecutive reported years.
    """

    segregation: pd.DataFrame
    distribution: pd.DataFrame
    coverage: pd.DataFrame
    changes: pd.DataFrame


def expected_marts(
    cells: pd.DataFrame, schools: pd.DataFrame, municipalities: pd.DataFrame
) -> Oracle:
    """Compute everything from canonical tables.

    Args:
        cells: `school_counts`, a suppressed count as NaN and an unknown group as null.
        schools: `schools`, with municipality codes in the form GM0000.
        municipalities: `municipalities`, likewise.
    """
    placed = cells.merge(schools, on=["school_year", "sector", "school_id"], validate="m:1")
    placed = placed.merge(municipalities, on=["school_year", "municipality_code"], validate="m:1")
    placed["position"] = [
        "n_" + ("missing" if pd.isna(group) else POSITIONS[characteristic][group])
        for characteristic, group in zip(
            placed["characteristic"], placed["group_code"], strict=True
        )
    ]
    where = [*SERIES, "municipality_code", "municipality_name", "urbanity", "school_id"]
    by_position = placed.groupby([*where, "position"])["n_pupils"].agg(_complete)
    wide = by_position.unstack("position", fill_value=0).reindex(columns=COUNTS, fill_value=0)
    sites = _in_areas(wide.reset_index())
    sites["n_known"] = sites["n_first"] + sites["n_middle"] + sites["n_third"]
    segregation = _segregation(sites)
    return Oracle(
        segregation,
        _distribution(_in_areas(placed), segregation),
        _coverage(sites),
        _changes(segregation),
    )


def _complete(counts: pd.Series[float]) -> float:
    return float(counts.sum(skipna=False))


def _in_areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Every row once for each area it lies in."""
    code = rows["municipality_code"]
    name = rows["municipality_name"]
    urbanity = rows["urbanity"].astype(str)
    parts = [
        rows.assign(area_level="national", area_code="NL", area_name="Nederland"),
        rows.assign(area_level="urbanity", area_code=urbanity, area_name=""),
        rows.assign(area_level="municipality", area_code=code, area_name=name),
        rows.assign(area_level="g4", area_code=code, area_name=name)[code.isin(G4)],
    ]
    return pd.concat(parts, ignore_index=True)


def _segregation(sites: pd.DataFrame) -> pd.DataFrame:
    municipal: dict[tuple[str, ...], tuple[dict[str, Fraction | None], int]] = {}
    own = sites[sites["area_level"] == "municipality"]
    for key, rows in own.groupby([*SERIES, "municipality_code"]):
        # a suppressed cell stands for pupils too
        present = rows[rows["n_known"].isna() | (rows["n_known"] > 0)]
        values: dict[str, Fraction | None] = dict.fromkeys(INDICES)
        if present["n_known"].notna().all():
            schools = [
                School(int(first), int(third), int(known))
                for first, third, known in zip(
                    present["n_first"], present["n_third"], present["n_known"], strict=True
                )
            ]
            values = {code: index(schools) for code, index in INDICES.items()}
        municipal[tuple(map(str, key))] = (values, len(present))

    figures = []
    for key, rows in sites.groupby([*SERIES, *AREA, "area_name"]):
        series = tuple(map(str, key[:3]))
        members = [municipal[*series, code] for code in rows["municipality_code"].unique()]
        n_schools = sum(weight for _, weight in members)
        totals = {column: _complete(rows[column]) for column in COUNTS[:3]}
        n_known = _complete(rows["n_known"])
        for index_code in INDICES:
            defined = [(values[index_code], n) for values, n in members]
            terms = [(value, n) for value, n in defined if value is not None]
            value, status = None, "ok"
            if math.isnan(n_known):
                status = "incomplete_input"
            elif not terms:
                status = "group_absent"
            else:
                value = sum(v * n for v, n in terms) / Fraction(sum(n for _, n in terms))
                status = "single_school" if n_schools == 1 else "ok"
            figures.append(
                dict(zip([*SERIES, *AREA, "area_name"], key, strict=True))
                | {
                    "index_code": index_code,
                    "value": value,
                    "status": status,
                    "n_municipalities": sum(n > 0 for _, n in members),
                    "n_schools": n_schools,
                    "n_pupils": n_known,
                    **totals,
                }
            )
    return pd.DataFrame(figures)


def _distribution(cells: pd.DataFrame, segregation: pd.DataFrame) -> pd.DataFrame:
    rows = []
    areas = segregation.drop_duplicates([*SERIES, *AREA])
    by_area = dict(list(cells.groupby([*SERIES, *AREA])))
    for area in areas.to_dict("records"):
        inside = by_area[tuple(area[key] for key in [*SERIES, *AREA])]
        groups = {
            group: _complete(inside.loc[inside["group_code"] == group, "n_pupils"])
            for group in POSITIONS[area["characteristic"]]
        }
        known = sum(groups.values())
        for group, n_pupils in groups.items():
            defined = known > 0
            rows.append(
                {key: area[key] for key in [*SERIES, *AREA]}
                | {
                    "group_code": group,
                    "n_pupils": n_pupils,
                    "share": Fraction(int(n_pupils), int(known)) if defined else None,
                }
            )
    return pd.DataFrame(rows)


def _coverage(sites: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for key, country in sites[sites["area_level"] == "national"].groupby(SERIES):
        known, missing = _complete(country["n_known"]), _complete(country["n_missing"])
        total = known + missing
        rows.append(
            dict(zip(SERIES, key, strict=True))
            | {
                "n_pupils": total,
                "n_known": known,
                "n_missing": missing,
                "missing_share": Fraction(int(missing), int(total)) if total > 0 else None,
            }
        )
    return pd.DataFrame(rows)


def rounded(value: Fraction) -> Fraction:
    """Two decimals, a half away from zero."""
    magnitude = math.floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(magnitude if value >= 0 else -magnitude, 100)


def symbol(difference: Fraction) -> str:
    """The sign once up to 0.02, twice from 0.03; a point for none."""
    if not difference:
        return "."
    return ("+" if difference > 0 else "-") * (2 if abs(difference) >= Fraction(3, 100) else 1)


def _changes(segregation: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for series, figures in segregation.groupby(["sector", "characteristic"]):
        years = sorted(figures["school_year"].unique())
        for area, values in figures.groupby([*AREA, "index_code"]):
            by_year = dict(zip(values["school_year"], values["value"], strict=True))
            for earlier, later in pairwise(years):
                if earlier not in by_year and later not in by_year:
                    continue
                start, end = by_year.get(earlier), by_year.get(later)
                row = dict(zip(["sector", "characteristic"], series, strict=True))
                row |= dict(zip([*AREA, "index_code"], area, strict=True))
                row |= {"from_year": earlier, "to_year": later}
                row |= {"from_value": start, "to_value": end}
                if start is not None and end is not None:
                    difference = rounded(end) - rounded(start)
                    row["difference"] = difference
                    row["symbol"] = symbol(difference)
                    row["symbol_exact"] = symbol(rounded(end - start))
                    row["is_rounding_sensitive"] = row["symbol"] != row["symbol_exact"]
                rows.append(row)
    return pd.DataFrame(rows)
