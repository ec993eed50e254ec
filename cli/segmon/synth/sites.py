"""Sites: the schools of one sector and year by municipality and cell, their indices and the targets
of their cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segmon.synth.facts import G4
from segmon.synth.geography import CELLS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Sites:
    """The open schools of a sector and year, ordered by cell and municipality.

    `start` is the first school of each municipality; `cell`, `group_shift` and `sorting` are per
    municipality, `known` (pupils with a known value) and `position` per school.
    """

    start: Ints
    known: Ints
    position: Floats
    cell: Ints
    group_shift: Floats
    sorting: Floats

    @cached_property
    def of(self) -> Ints:
        """The municipality of every school."""
        return np.repeat(np.arange(len(self.start)), np.diff(self.start, append=len(self.known)))

    @cached_property
    def pupils(self) -> Floats:
        """Known pupils per municipality."""
        return self.total(self.known.astype(float))

    @cached_property
    def schools(self) -> Floats:
        """Schools with a known pupil per municipality."""
        return self.total((self.known > 0).astype(float))

    @cached_property
    def school_size(self) -> Floats:
        """Standardised log mean school size per municipality, within its cell."""
        size = np.log(np.maximum(self.pupils, 1) / np.maximum(self.schools, 1))
        count = np.maximum(self.in_cells(np.ones(len(size))), 1)
        centred = size - (self.in_cells(size) / count)[self.cell]
        spread = np.sqrt(self.in_cells(centred**2) / count)[self.cell]
        return np.divide(centred, spread, out=np.zeros_like(size), where=spread > 1e-9)

    @cached_property
    def _cells(self) -> tuple[Ints, Ints]:
        """The first municipality of every cell that has one, and which cells those are."""
        first = np.flatnonzero(np.diff(self.cell, prepend=-1))
        return first, self.cell[first]

    def only(self, cells: NDArray[np.bool_]) -> tuple[Sites, Ints]:
        """Return the sites in the marked cells and which schools they are."""
        kept = cells[self.cell]
        schools = np.flatnonzero(kept[self.of])
        counts = np.diff(self.start, append=len(self.known))[kept]
        part = Sites(
            start=np.cumsum(counts) - counts,
            known=self.known[schools],
            position=self.position[schools],
            cell=self.cell[kept],
            group_shift=self.group_shift[kept],
            sorting=self.sorting[kept],
        )
        return part, schools

    def total(self, values: Floats) -> Floats:
        """Sum values per school (last axis) to municipalities."""
        result: Floats = np.add.reduceat(values, self.start, axis=-1)
        return result

    def in_cells(self, values: Floats) -> Floats:
        """Sum values per municipality (last axis) to cells; 0 for a cell without any."""
        first, present = self._cells
        sums = np.zeros((*values.shape[:-1], CELLS))
        sums[..., present] = np.add.reduceat(values, first, axis=-1)
        return sums


@dataclass(frozen=True)
class CellTargets:
    """Per cell: shares (× 3), dissimilarity and interaction (mean of municipalities weighted by
    schools).
    """

    shares: Floats
    dissimilarity: Floats
    interaction: Floats


def cell_targets(
    sites: Sites, shares: Floats, dissimilarity: Floats, interaction: Floats
) -> CellTargets:
    """Turn targets per area (G4, five classes) into targets per cell: class 1 without the G4 inside
    it.
    """
    pupils, schools = sites.in_cells(sites.pupils), sites.in_cells(sites.schools)
    rest = _without_cities(shares, pupils, 0.02)
    rest[len(G4)] /= rest[len(G4)].sum()
    return CellTargets(
        rest,
        _without_cities(dissimilarity[:, None], schools, 0.05)[:, 0],
        _without_cities(interaction[:, None], schools, 0.02)[:, 0],
    )


def _without_cities(values: Floats, weight: Floats, least: float) -> Floats:
    result, cities = values.copy(), len(G4)
    whole = weight[: cities + 1].sum() * values[cities]
    inside = (weight[:cities, None] * values[:cities]).sum(axis=0)
    result[cities] = np.maximum((whole - inside) / weight[cities], least)
    return result


def cell_indices(sites: Sites, counts: NDArray[np.generic]) -> tuple[Floats, Floats]:
    """Return dissimilarity and interaction per cell: means of municipalities weighted by schools,
    nan if undefined.
    """
    first, third = counts[:, 0].astype(float), counts[:, 2].astype(float)
    total_first, total_third = sites.total(first), sites.total(third)
    part_first = first / np.maximum(total_first, 1e-12)[sites.of]
    part_third = third / np.maximum(total_third, 1e-12)[sites.of]
    d = 0.5 * sites.total(np.abs(part_first - part_third))
    xpy = sites.total(part_first * third / np.maximum(sites.known, 1))
    weight = np.where((total_first > 0) & (total_third > 0), sites.schools, 0.0)
    sums = sites.in_cells(np.stack([weight, weight * d, weight * xpy]))
    with np.errstate(invalid="ignore"):
        return sums[1] / sums[0], sums[2] / sums[0]


def running_round(values: Floats) -> Ints:
    """Round so that every partial sum stays within half of the exact one."""
    return np.diff(np.floor(np.cumsum(values) + 0.5), prepend=0.0).astype(np.int64)
