"""What changed between two years, in print and exactly, and which schools made the change.

Nothing here is used by the product.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import NormalDist
from typing import Any

import pandas as pd

from helpers.oracle_areas import AREA, SERIES, present_schools
from helpers.oracle_indices import INDICES

COUNTRY = ("national", "NL")
#: What each school adds to D.
Parts = dict[str, Fraction]


def rounded(value: Fraction) -> Fraction:
    """Two decimals, a half away from zero."""
    magnitude = math.floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(magnitude if value >= 0 else -magnitude, 100)


def symbol(difference: Fraction) -> str:
    """The sign once up to 0.02, twice from 0.03; a point for none."""
    if not difference:
        return "."
    return ("+" if difference > 0 else "-") * (2 if abs(difference) >= Fraction(3, 100) else 1)


def changes(
    segregation: pd.DataFrame, further: pd.DataFrame, sites: pd.DataFrame, located: pd.DataFrame
) -> pd.DataFrame:
    """Between any two years; the parts of a change only where none is between them."""
    parts = _parts(sites)
    errors = _standard_errors(further)
    members = {
        tuple(map(str, key)): set(rows["school_id"])
        for key, rows in located.groupby(["school_year", "sector", *AREA])
    }

    def schools(year: str, sector: str, area: tuple[str, str]) -> set[str]:
        return members.get((year, sector, *area), set())

    rows = []
    for (sector, characteristic), figures in segregation.groupby(["sector", "characteristic"]):
        years = sorted(figures["school_year"].unique())
        for (level, code, index_code), values in figures.groupby([*AREA, "index_code"]):
            by_year = dict(zip(values["school_year"], values["value"], strict=True))
            for earlier, later in combinations(years, 2):
                if earlier not in by_year and later not in by_year:
                    continue
                start, end = by_year.get(earlier), by_year.get(later)
                area = (level, code)
                before, after = (schools(year, sector, area) for year in (earlier, later))
                lasting = schools(earlier, sector, COUNTRY) & schools(later, sector, COUNTRY)
                row: dict[str, Any] = {
                    **{"sector": sector, "characteristic": characteristic},
                    **dict(zip([*AREA, "index_code"], (*area, index_code), strict=True)),
                    **{"from_year": earlier, "to_year": later},
                    "is_consecutive": (earlier, later) in pairwise(years),
                    **{"from_value": start, "to_value": end},
                    "is_area_redrawn": bool(lasting & (before ^ after)),
                }
                if start is not None and end is not None:
                    row |= _change(start, end)
                    if index_code == "dissimilarity":
                        both = [(year, sector, characteristic, *area) for year in (earlier, later)]
                        row |= _chance(end - start, [errors[key] for key in both])
                        if row["is_consecutive"]:
                            row |= _change_parts(*(parts[key] for key in both), before & after)
                rows.append(row)
    return pd.DataFrame(rows)


def governance_changes(
    governance: pd.DataFrame, segregation: pd.DataFrame, changes_of_areas: pd.DataFrame
) -> pd.DataFrame:
    """The changes among public and among private schools between any two years."""
    figures = governance[governance["index_code"].isin(INDICES)]
    redrawn = changes_of_areas.groupby(["sector", *AREA, "from_year", "to_year"])
    is_redrawn = redrawn["is_area_redrawn"].any().to_dict()
    reported = segregation.groupby(["sector", "characteristic"])["school_year"].unique()
    series = ["sector", "characteristic", *AREA, "governance", "index_code"]
    rows = []
    for key, values in figures.groupby(series):
        by_year = dict(zip(values["school_year"], values["value"], strict=True))
        for years in combinations(sorted(reported[key[:2]]), 2):
            if not set(years) & by_year.keys():
                continue
            start, end = (by_year.get(year) for year in years)
            row = dict(zip([*series, "from_year", "to_year"], (*key, *years), strict=True))
            row |= {"from_value": start, "to_value": end}
            row["is_area_redrawn"] = is_redrawn[key[0], *key[2:4], *years]
            if start is not None and end is not None:
                row |= _change(start, end)
            rows.append(row)
    return pd.DataFrame(rows)


def _change(start: Fraction, end: Fraction) -> dict[str, Any]:
    difference = rounded(end) - rounded(start)
    shown, exact = symbol(difference), symbol(rounded(end - start))
    return {
        "difference": difference,
        "symbol": shown,
        "symbol_exact": exact,
        "is_rounding_sensitive": shown != exact,
    }


def _standard_errors(further: pd.DataFrame) -> dict[tuple[str, ...], float]:
    figures = further[further["index_code"] == "dissimilarity_standard_error"]
    keys = zip(*(figures[column] for column in [*SERIES, *AREA]), strict=True)
    return dict(zip(keys, figures["value"], strict=True))


def _chance(difference: Fraction, errors: list[float]) -> dict[str, Any]:
    error = math.hypot(*errors)
    interval = NormalDist(0, error).inv_cdf(0.975) if error else 0.0
    return {"standard_error": error, "is_beyond_chance": abs(difference) > interval}


def _change_parts(out: Parts, new: Parts, stay: set[str]) -> dict[str, Fraction]:
    """What schools add that came, that stayed, and that went."""
    return {
        "change_opened_schools": _total(new, set(new) - stay),
        "change_same_schools": _total(new, stay) - _total(out, stay),
        "change_closed_schools": -_total(out, set(out) - stay),
    }


def _total(parts: Parts, schools: set[str]) -> Fraction:
    return sum((parts.get(school, Fraction(0)) for school in schools), Fraction(0))


def _parts(sites: pd.DataFrame) -> dict[tuple[str, ...], Parts]:
    """What every school adds to D of the area: half its imbalance, as its municipality weighs."""
    parts: dict[tuple[str, ...], Parts] = {}
    for key, area in sites.groupby([*SERIES, *AREA]):
        weighted: Parts = {}
        weight = 0
        for _, rows in area.groupby("municipality_code"):
            present = present_schools(rows)
            imbalances = _imbalances(present)
            if imbalances is not None:
                weight += len(present)
                for school, imbalance in zip(present["school_id"], imbalances, strict=True):
                    weighted[school] = imbalance / 2 * len(present)
        parts[tuple(map(str, key))] = {school: part / weight for school, part in weighted.items()}
    return parts


def _imbalances(rows: pd.DataFrame) -> list[Fraction] | None:
    """Per school of a municipality, what it adds to D twice; none where D is undefined."""
    if rows["n_known"].isna().any():
        return None
    first, third = (Fraction(int(rows[column].sum())) for column in ("n_first", "n_third"))
    if not first or not third:
        return None
    return [
        abs(int(b) * third - int(w) * first) / (first * third)
        for b, w in zip(rows["n_first"], rows["n_third"], strict=True)
    ]
