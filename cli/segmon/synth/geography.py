"""Municipalities: the G4 by name, all others fictional, in five urbanity classes, with mergers and
class changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# In the order of facts.G4. The register spells Den Haag as the municipality itself does.
CITIES = (
    ("GM0363", "Amsterdam"),
    ("GM0518", "'s-Gravenhage"),
    ("GM0599", "Rotterdam"),
    ("GM0344", "Utrecht"),
)
# Fictional municipalities per urbanity class 1…5 in 2023-2024: with the G4 342 in all.
_MUNICIPALITIES = (18, 78, 66, 105, 71)
# Municipalities that later merge into another of their class: class (1…5) and the first school year
# without them.
_MERGERS = ((5, 2019), (4, 2019), (5, 2021), (4, 2021), (3, 2022), (5, 2023))
# Municipalities that move to another class: from, to, first school year in it.
_RECLASSIFIED = ((3, 2, 2021), (2, 3, 2022), (4, 3, 2022), (3, 4, 2023), (5, 4, 2023))
FIRST_FICTIONAL_CODE = "GM9000"
_FIRST_FICTIONAL = 9001
_SIZE_SPREAD = (0.45, 0.55, 0.5, 0.55, 0.5)
CELLS = len(CITIES) + len(_MUNICIPALITIES)  # the G4 one by one, then the classes without them


@dataclass(frozen=True)
class Municipalities:
    """All municipalities that ever exist, one array element each.

    `size` is the relative number of schools, `group_shift` (× 3 characteristics) and `sorting` what
    sets a municipality apart from its class in group shares (log odds) and in segregation (a
    factor).
    """

    codes: list[str]
    names: list[str]
    base_class: Ints
    size: Floats
    group_shift: Floats
    sorting: Floats
    merged_into: Ints
    merger_year: Ints
    new_class: Ints
    new_class_year: Ints

    def successor(self, year: int) -> Ints:
        """Return for every municipality the one it is part of in the school year starting in
        `year`.
        """
        return np.where(self.merger_year <= year, self.merged_into, np.arange(len(self.codes)))

    def urbanity(self, year: int) -> Ints:
        """Return the urbanity class 1…5 in the school year starting in `year`."""
        return np.where(self.new_class_year <= year, self.new_class, self.base_class)

    def cell(self, year: int) -> Ints:
        """Return the cell of calibration: 0…3 the G4, 4…8 the other municipalities of class 1…5."""
        cell = self.urbanity(year) + len(CITIES) - 1
        cell[: len(CITIES)] = np.arange(len(CITIES))
        return cell

    def existing(self, year: int) -> Ints:
        """Return the municipalities that exist in the school year starting in `year`."""
        return np.flatnonzero(self.merger_year > year)


def build_municipalities(
    class_limits: Ints, scale: float, rng: np.random.Generator
) -> Municipalities:
    """Build the municipalities.

    Args:
        class_limits: most municipalities each class can hold (it needs schools for all of them).
        scale: size of the register; below 1 there are fewer, always some in every class.
        rng: source of chance.
    """
    shrink = min(1.0, scale) ** 0.6
    counts = [
        int(max(1, min(round(n * shrink), limit)))
        for n, limit in zip(_MUNICIPALITIES, class_limits, strict=True)
    ]
    mergers = [(k, year) for k, year in _MERGERS if counts[k - 1] >= 6]
    classes = [1] * len(CITIES)
    for k, n in enumerate(counts, start=1):
        classes += [k] * n
    survivors = len(classes)
    classes += [k for k, _ in mergers]
    base_class = np.array(classes, dtype=np.int64)
    total = len(base_class)
    fictional = range(total - len(CITIES))
    size = np.exp(rng.normal(0, np.array(_SIZE_SPREAD)[base_class - 1]))
    size[survivors:] *= 0.5
    never = 10_000
    merged_into = np.arange(total)
    merger_year = np.full(total, never)
    new_class, new_class_year = base_class.copy(), np.full(total, never)
    by_size = np.argsort(size, kind="stable")
    for i, (k, year) in enumerate(mergers):
        candidates = [m for m in by_size if base_class[m] == k and len(CITIES) <= m < survivors]
        merged_into[survivors + i] = candidates[(len(candidates) // 3 + i) % len(candidates)]
        merger_year[survivors + i] = year
    for i, (old, new, year) in enumerate(_RECLASSIFIED):
        candidates = [m for m in by_size if base_class[m] == old and len(CITIES) <= m < survivors]
        if len(candidates) >= 10:
            chosen = candidates[len(candidates) // 2 + i]
            new_class[chosen], new_class_year[chosen] = new, year
    return Municipalities(
        codes=[code for code, _ in CITIES] + [f"GM{_FIRST_FICTIONAL + i}" for i in fictional],
        names=[name for _, name in CITIES] + [f"Gemeente {i + 1:03d}" for i in fictional],
        base_class=base_class,
        size=size,
        group_shift=_group_shift(total, rng),
        sorting=np.exp(rng.normal(0, 0.15, total)),
        merged_into=merged_into,
        merger_year=merger_year,
        new_class=new_class,
        new_class_year=new_class_year,
    )


def _group_shift(total: int, rng: np.random.Generator) -> Floats:
    """Draw how far each municipality is from its class, in log odds of the third against the
    first group.
    """
    status = rng.normal(0, 0.2, total)
    shift = np.stack(
        [
            status + rng.normal(0, 0.12, total),
            status + rng.normal(0, 0.12, total),
            -0.6 * status + rng.normal(0, 0.3, total),
        ],
        axis=1,
    )
    shift[: len(CITIES)] = 0.0
    return shift
