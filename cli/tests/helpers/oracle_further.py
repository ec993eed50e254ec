"""The further indices of the schools of a municipality, as fractions or sums over all that can be.

Nothing here is used by the product, nor by its macros.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Protocol

import numpy as np

from helpers import further_indices

GROUPS = ("first", "middle", "third")


class School(Protocol):
    """The pupils of one school."""

    @property
    def first(self) -> int: ...
    @property
    def third(self) -> int: ...
    @property
    def known(self) -> int: ...


Schools = Sequence[School]
Index = Callable[[Schools], Fraction | float | None]


def _size(school: School, group: str) -> int:
    if group == "middle":
        return school.known - school.first - school.third
    return school.first if group == "first" else school.third


def _total(schools: Schools, group: str) -> int:
    return sum(_size(school, group) for school in schools)


def of_both_groups(index: Index) -> Index:
    """An index that needs pupils of the first group and of the third."""

    def only_then(schools: Schools) -> Fraction | float | None:
        if not _total(schools, "first") or not _total(schools, "third"):
            return None
        return index(schools)

    return only_then


def dissimilarity(schools: Schools) -> Fraction:
    """D."""
    first, third = _total(schools, "first"), _total(schools, "third")
    return Fraction(1, 2) * sum(
        abs(Fraction(s.first, first) - Fraction(s.third, third)) for s in schools
    )


def expected(schools: Schools) -> Fraction:
    """D over every number of pupils that chance may give a school."""
    n_first, n_third = _total(schools, "first"), _total(schools, "third")
    parts = (expected_imbalance(s.first + s.third, n_first, n_third) for s in schools)
    return sum(parts, Fraction(0)) / 2


@cache
def expected_imbalance(size: int, n_first: int, n_third: int) -> Fraction:
    """Twice what a school adds to D, over every number of pupils that chance may give it.

    Args:
        size: its pupils of both groups.
        n_first: the pupils of the first group in the area.
        n_third: those of the third.
    """
    n_pupils, deviation = n_first + n_third, Fraction(0)
    deals = math.comb(n_pupils, size)
    for here in range(max(0, size - n_third), min(size, n_first) + 1):
        ways = math.comb(n_first, here) * math.comb(n_third, size - here)
        deviation += abs(here - Fraction(size * n_first, n_pupils)) * Fraction(ways, deals)
    return deviation * n_pupils / (n_first * n_third)


def carrington_troske(schools: Schools) -> Fraction | None:
    """D above that by chance, as a part of what it could be."""
    found, by_chance = dissimilarity(schools), expected(schools)
    scale = 1 - by_chance if found >= by_chance else by_chance
    return (found - by_chance) / scale if scale else None


@dataclass(frozen=True)
class Gap:
    """The difference between a school's parts of two groups, measured with an error.

    Attributes:
        parts: its part of each group, and the pupils of that group.
    """

    parts: tuple[tuple[float, int], tuple[float, int]]

    @property
    def size(self) -> float:
        return self.parts[0][0] - self.parts[1][0]

    @property
    def error(self) -> float:
        return math.sqrt(sum(part * (1 - part) / n for part, n in self.parts))

    @property
    def certainty(self) -> float:
        return math.erf(abs(self.size) / self.error / math.sqrt(2)) if self.error else 1.0

    @property
    def folded(self) -> float:
        """What is measured of its size, without its sign, on average."""
        tail = math.exp(-((self.size / self.error) ** 2) / 2) if self.error else 0.0
        return abs(self.size) * self.certainty + self.error * math.sqrt(2 / math.pi) * tail

    @property
    def slope(self) -> float:
        return math.copysign(self.certainty, self.size) if self.size else 0.0

    @property
    def residual(self) -> float:
        """Of its size without sign, the deviation that does not go with that of its size."""
        if not self.error or abs(self.size) / self.error >= 3 * math.sqrt(2):
            return 0.0
        variance = self.size**2 + self.error**2 - self.folded**2
        return math.sqrt(max(variance - (self.slope * self.error) ** 2, 0))

    def covariance(self, other: Gap) -> float:
        """Of both without sign."""
        pairs = zip(self.parts, other.parts, strict=True)
        shared = -sum(part * part_of_other / n for (part, n), (part_of_other, _) in pairs)
        common = self.slope * other.slope * shared
        if self.error and other.error:
            correlation = shared / self.error / other.error
            common += self.residual * other.residual * correlation**2
        return common


def _gaps(schools: Schools) -> list[Gap]:
    first, third = _total(schools, "first"), _total(schools, "third")
    return [Gap(((s.first / first, first), (s.third / third, third))) for s in schools]


def corrected(schools: Schools) -> float:
    """D twice, less what would be measured of it."""
    return 2 * float(dissimilarity(schools)) - sum(gap.folded for gap in _gaps(schools)) / 2


def standard_error(schools: Schools) -> float:
    """The covariances of all pairs of schools, each school with itself too."""
    gaps = _gaps(schools)
    variance = math.fsum(
        gap.size**2 + gap.error**2 - gap.folded**2 if gap is other else gap.covariance(other)
        for gap in gaps
        for other in gaps
    )
    return math.sqrt(variance) / 2 if variance > 1e-12 else 0.0


def exposure(of_group: str, met_group: str) -> Index:
    """The share of a group at the school of the average pupil of another, or of its own."""

    def mean(schools: Schools) -> Fraction | None:
        n = _total(schools, of_group)
        if not n or not _total(schools, met_group):
            return None
        return sum(
            (
                Fraction(_size(s, of_group) * _size(s, met_group), n * s.known)
                for s in schools
                if s.known
            ),
            Fraction(0),
        )

    return mean


def gorard(schools: Schools) -> Fraction | None:
    """Half of how far the first group is from an even part of all pupils."""
    n, known = _total(schools, "first"), sum(school.known for school in schools)
    if not n:
        return None
    return Fraction(1, 2) * sum(
        abs(Fraction(s.first, n) - Fraction(s.known, known)) for s in schools
    )


def _of_two(index: Callable[[further_indices.Counts, further_indices.Counts], float]) -> Index:
    def of_schools(schools: Schools) -> float:
        counts = [np.array([_size(s, group) for s in schools], float) for group in GROUPS]
        return index(counts[0], counts[2])

    return of_both_groups(of_schools)


def information(schools: Schools) -> float | None:
    """M."""
    counts = np.array([[_size(s, group) for group in GROUPS] for s in schools], float)
    return further_indices.mutual_information(counts) if counts.sum() else None


def theil(schools: Schools) -> float | None:
    """H."""
    found = information(schools)
    groups = further_indices.entropy(_total(schools, group) for group in GROUPS) if schools else 0
    return None if found is None or not groups else found / groups


FURTHER: dict[str, Index] = {
    "dissimilarity_expected": of_both_groups(expected),
    "dissimilarity_corrected": of_both_groups(corrected),
    "dissimilarity_standard_error": of_both_groups(standard_error),
    "carrington_troske": of_both_groups(carrington_troske),
    **{
        f"isolation_{a}" if a == b else f"exposure_{a}_{b}": exposure(a, b)
        for a in GROUPS
        for b in GROUPS
        if {a, b} != {"first", "third"}
    },
    "normalised_exposure": _of_two(further_indices.normalised_exposure),
    "gorard_segregation": gorard,
    "hutchens_square_root": _of_two(further_indices.hutchens_square_root),
    "mutual_information": information,
    "theil_information": theil,
}
#: Of an area of several municipalities, the root of the weighted squares.
DEVIATIONS = {"dissimilarity_standard_error"}
