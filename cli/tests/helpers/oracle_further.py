"""The further indices of the schools of a municipality, as fractions or sums over all that can be.

Nothing here is used by the product, nor by its macros.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np

from helpers import further_indices
from helpers.oracle_gaps import corrected, standard_error
from helpers.oracle_indices import Schools, dissimilarity, size_of, total_of

GROUPS = ("first", "middle", "third")
Index = Callable[[Schools], Fraction | float | None]


def of_both_groups(index: Index) -> Index:
    """An index that needs pupils of the first group and of the third."""

    def only_then(schools: Schools) -> Fraction | float | None:
        if not total_of(schools, "first") or not total_of(schools, "third"):
            return None
        return index(schools)

    return only_then


def expected(schools: Schools) -> Fraction:
    """D over every number of pupils that chance may give a school."""
    n_first, n_third = total_of(schools, "first"), total_of(schools, "third")
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
    assert found is not None
    scale = 1 - by_chance if found >= by_chance else by_chance
    return (found - by_chance) / scale if scale else None


def exposure(of_group: str, met_group: str) -> Index:
    """The share of a group at the school of the average pupil of another, or of its own."""

    def mean(schools: Schools) -> Fraction | None:
        n = total_of(schools, of_group)
        if not n or not total_of(schools, met_group):
            return None
        return sum(
            (
                Fraction(size_of(s, of_group) * size_of(s, met_group), n * s.known)
                for s in schools
                if s.known
            ),
            Fraction(0),
        )

    return mean


def gorard(schools: Schools) -> Fraction | None:
    """Half of how far the first group is from an even part of all pupils."""
    n, known = total_of(schools, "first"), sum(school.known for school in schools)
    if not n:
        return None
    return Fraction(1, 2) * sum(
        abs(Fraction(s.first, n) - Fraction(s.known, known)) for s in schools
    )


def _of_two(index: Callable[[further_indices.Counts, further_indices.Counts], float]) -> Index:
    def of_schools(schools: Schools) -> float:
        counts = [np.array([size_of(s, group) for s in schools], float) for group in GROUPS]
        return index(counts[0], counts[2])

    return of_both_groups(of_schools)


def information(schools: Schools) -> float | None:
    """M."""
    counts = np.array([[size_of(s, group) for group in GROUPS] for s in schools], float)
    return further_indices.mutual_information(counts) if counts.sum() else None


def theil(schools: Schools) -> float | None:
    """H."""
    found = information(schools)
    groups = further_indices.entropy(total_of(schools, group) for group in GROUPS) if schools else 0
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
