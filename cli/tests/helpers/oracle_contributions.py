"""What the schools of a category add to segregation, by each definition, as fractions.

Each follows its definition: schools are changed or taken away, and D is computed of what there is.
Nothing here is used by the product, nor by its macros.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from helpers.oracle_areas import KINDS, SERIES, present_schools
from helpers.oracle_further import expected_imbalance

FEW_SCHOOLS = 2


@dataclass(frozen=True)
class Site:
    """The pupils of both groups at a school, in parts where it is made up, and its place."""

    first: Fraction
    third: Fraction
    is_inside: bool

    @property
    def size(self) -> Fraction:
        return self.first + self.third


Sites = Sequence[Site]
#: D, the D to compare it with, and the contribution; each null where there is none.
Figures = tuple[Fraction | None, Fraction | None, Fraction | None]


def _totals(sites: Sites) -> tuple[Fraction, Fraction]:
    return sum((s.first for s in sites), Fraction(0)), sum((s.third for s in sites), Fraction(0))


def _imbalances(sites: Sites) -> list[Fraction]:
    first, third = _totals(sites)
    return [abs(s.first / first - s.third / third) for s in sites]


def _dissimilarity(sites: Sites) -> Fraction | None:
    return sum(_imbalances(sites), Fraction(0)) / 2 if all(_totals(sites)) else None


def _inside(sites: Sites, values: Sequence[Fraction]) -> list[Fraction]:
    return [value for site, value in zip(sites, values, strict=True) if site.is_inside]


def _as_if_all_were_so(sites: Sites, imbalances: Sequence[Fraction]) -> Figures:
    """As many schools like those of the category as there are."""
    whole = sum(imbalances, Fraction(0)) / 2
    as_if = statistics.mean(_inside(sites, imbalances)) * len(sites) / 2
    return whole, as_if, as_if - whole


def _monitor(sites: Sites) -> Figures:
    return _as_if_all_were_so(sites, _imbalances(sites))


def _monitor_expected(sites: Sites) -> Figures:
    first, third = map(int, _totals(sites))
    return _as_if_all_were_so(sites, [expected_imbalance(int(s.size), first, third) for s in sites])


def _additive(sites: Sites) -> Figures:
    imbalances = _imbalances(sites)
    whole = sum(imbalances)
    share = sum(_inside(sites, imbalances), Fraction(0)) / whole if whole else None
    return _dissimilarity(sites), None, share


def _compared_with(sites: Sites, other: Sites) -> Figures:
    """D, less that of other schools."""
    whole, others = _dissimilarity(sites), _dissimilarity(other)
    return whole, others, None if whole is None or others is None else whole - others


def _neutralised(sites: Sites) -> Figures:
    first, third = _totals(sites)
    share = first / (first + third)
    mixed = [Site(s.size * share, s.size * (1 - share), True) if s.is_inside else s for s in sites]
    return _compared_with(sites, mixed)


def _leave_out(sites: Sites) -> Figures:
    return _compared_with(sites, [s for s in sites if not s.is_inside])


def _size_neutral(sites: Sites) -> Figures:
    first, third = _totals(sites)
    share = first / (first + third)
    mixed = [s for s in sites if s.size]
    gaps = [abs(s.first / s.size - share) / (2 * share * (1 - share)) for s in mixed]
    whole, among = statistics.mean(gaps), _inside(mixed, gaps)
    if not among:
        return whole, None, None
    return whole, statistics.mean(among), statistics.mean(among) - whole


DEFINITIONS: dict[str, Callable[[Sites], Figures]] = {
    "monitor": _monitor,
    "additive": _additive,
    "neutralised": _neutralised,
    "leave_out": _leave_out,
    "monitor_expected": _monitor_expected,
    "size_neutral": _size_neutral,
}


def contributions(sites: pd.DataFrame) -> pd.DataFrame:
    """The categories of schools of every municipality, by each definition."""
    rows = []
    own = sites[sites["area_level"] == "municipality"]
    for key, area in own.groupby([*SERIES, "area_code", "area_name"]):
        present = present_schools(area)
        undefined = None
        if area["n_known"].isna().any():
            undefined = "incomplete_input"
        elif not present["n_first"].sum() or not present["n_third"].sum():
            undefined = "group_absent"
        for kind, sectors in KINDS.items():
            if key[1] not in sectors:
                continue
            for category in present[kind].unique():
                inside = present[kind] == category
                row = {
                    **dict(zip([*SERIES, "area_code", "area_name"], key, strict=True)),
                    **{"category_kind": kind, "category_code": category},
                    "n_schools": int(inside.sum()),
                }
                rows += [
                    {**row, "definition": definition, "status": undefined}
                    if undefined
                    else {**row, "definition": definition, **_contribution(index, present, inside)}
                    for definition, index in DEFINITIONS.items()
                ]
    return pd.DataFrame(rows)


def _contribution(
    index: Callable[[Sites], Figures], schools: pd.DataFrame, inside: pd.Series[bool]
) -> dict[str, Any]:
    """The figures of a category by a definition, where D is defined, and their status."""
    sites = [
        Site(Fraction(int(first)), Fraction(int(third)), bool(is_inside))
        for first, third, is_inside in zip(
            schools["n_first"], schools["n_third"], inside, strict=True
        )
    ]
    figures = index(sites)
    _, as_if, contribution = figures
    status = "ok"
    if contribution is None:
        status = "no_comparison"
    elif inside.sum() <= FEW_SCHOOLS:
        status = "few_schools"
    elif as_if is not None and as_if > 1:
        status = "above_one"
    names = ("dissimilarity", "counterfactual_dissimilarity", "contribution")
    return {**dict(zip(names, figures, strict=True)), "status": status}
