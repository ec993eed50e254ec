"""What the schools of a category add to segregation, by each definition, as fractions.

Each follows its definition: schools are changed or taken away, and D is computed of what there is.
Nothing here is used by the product, nor by its macros.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from helpers.oracle_further import expected_imbalance


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
