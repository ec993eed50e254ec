"""The further indices a second time, from other forms of their definitions than the macros have.

A matrix has a row per school and a column per group. Every group has pupils, and every school.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


def exposure(counts: Counts) -> Counts:
    """Who meets whom: the chance to go from a pupil to his school, and to a pupil of there."""
    school_of_group = (counts / counts.sum(axis=0)).T
    group_of_school = counts / counts.sum(axis=1, keepdims=True)
    matrix: Counts = school_of_group @ group_of_school
    return matrix


def normalised_exposure(x: Counts, y: Counts) -> float:
    """The share of the variance of being one of x, 1 or 0, that is between schools."""
    size = x + y
    n_pupils = size.sum()
    rate = x.sum() / n_pupils
    within = math.fsum(x * y / np.where(size > 0, size, 1))
    return float(1 - within / (n_pupils * rate * (1 - rate)))


def gorard_segregation(x: Counts, total: Counts) -> float:
    """The share of x that is above an even part of its school."""
    even = total * (x.sum() / total.sum())
    return math.fsum(np.maximum(x - even, 0)) / float(x.sum())


def hutchens_square_root(x: Counts, y: Counts) -> float:
    """One less the Bhattacharyya coefficient of how the two groups are spread."""
    return 1 - math.fsum(np.sqrt(x * y)) / math.sqrt(float(x.sum() * y.sum()))


def entropy(numbers: Iterable[float]) -> float:
    """Nats needed to tell in which class one of so many is."""
    numbers = [float(number) for number in numbers]
    n = math.fsum(numbers)
    return -math.fsum(number / n * math.log(number / n) for number in numbers if number)


def mutual_information(counts: Counts) -> float:
    """What school and group tell by themselves, less what they tell together."""
    apart = entropy(counts.sum(axis=0)) + entropy(counts.sum(axis=1))
    return apart - entropy(counts.ravel())


def merged(counts: Counts, categories: Sequence[str]) -> Counts:
    """The schools of each category as if they were one, in the order of their names."""
    names = np.array(categories)
    return np.array([counts[names == name].sum(axis=0) for name in sorted(set(categories))])


def adjusted(counts: Counts, sizes: Counts, groups: Counts) -> Counts | None:
    """Proportional fitting: other margins, the same odds; none where it ends elsewhere."""
    table, sizes, groups = counts / counts.sum(), sizes / sizes.sum(), groups / groups.sum()
    for _ in range(3000):
        table = table * _ratios(groups, table.sum(axis=0))
        table = table * _ratios(sizes, table.sum(axis=1))[:, np.newaxis]
    is_there = np.allclose(table.sum(axis=0), groups, rtol=0, atol=1e-9)
    return table if is_there and np.allclose(table.sum(axis=1), sizes, rtol=0, atol=1e-9) else None


def _ratios(wanted: Counts, found: Counts) -> Counts:
    return np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)


def change_parts(earlier: Counts, later: Counts) -> dict[str, float | None]:
    """What composition and segregation do to M of the same schools, halfway the two years."""

    def between(margins: Counts, pattern: Counts) -> float | None:
        table = adjusted(pattern, margins.sum(axis=1), margins.sum(axis=0))
        return None if table is None else mutual_information(table)

    first, last = mutual_information(earlier), mutual_information(later)
    recomposed, resorted = between(later, earlier), between(earlier, later)
    if recomposed is None or resorted is None:
        return {"change_composition": None, "change_segregation": None}
    return {
        "change_composition": (recomposed - first + last - resorted) / 2,
        "change_segregation": (resorted - first + last - recomposed) / 2,
    }
