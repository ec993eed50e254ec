"""What must hold of the composition of a few schools, for many blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.audit.blocks import Block, Fact
from segmon.audit.formulas import FORMULAS, GROUPS, Compositions, Numbers

#: How far off an index counts as much as one pupil.
_INDEX_UNIT = 0.002
#: Of a composition for which an index is not defined.
_UNDEFINED = 1e3
_COUNTS = (*GROUPS, "pairs")
#: The part of the dissimilarity of an area that is due to the schools of a category.
_PART = "part"


@dataclass(frozen=True)
class Puzzle:
    """Blocks of the same number of schools of which the same is known.

    Attributes:
        known: pupils of known group, a row per block and a column per school.
        has_middle: whether there is a middle group.
        names: what is known.
        lowest: its lower bounds, a row per block.
        highest: its upper bounds.
        area: bounds of the area's pupils of the first group and of the third: four per block.
    """

    known: Numbers
    has_middle: bool
    names: tuple[str, ...]
    lowest: Numbers
    highest: Numbers
    area: Numbers

    def taken(self, rows: NDArray[np.int64]) -> Puzzle:
        """Some of its blocks."""
        return Puzzle(
            self.known[rows],
            self.has_middle,
            self.names,
            self.lowest[rows],
            self.highest[rows],
            self.area[rows],
        )

    def distance(self, first: Numbers, third: Numbers) -> Numbers:
        """How far compositions are from all that is known; 0 for one that is possible.

        Args:
            first: pupils of the first group: block, composition, school.
            third: those of the third group.
        """
        compositions = Compositions(first, third, self.known[:, None, :])
        total = np.zeros(first.shape[:-1])
        for column, name in enumerate(self.names):
            lowest, highest = self.lowest[:, None, column], self.highest[:, None, column]
            if name == _PART:
                below, above = self._part(compositions)
            else:
                below = above = FORMULAS[name](compositions)
            off = np.maximum(lowest - above, 0) + np.maximum(below - highest, 0)
            unit = 1.0 if name in _COUNTS else _INDEX_UNIT
            total += np.where(np.isnan(off), _UNDEFINED, off / unit)
        return total

    def _part(self, it: Compositions) -> tuple[Numbers, Numbers]:
        """Bounds of the part of D, as the totals of the area have bounds only."""
        low_first, high_first, low_third, high_third = (
            np.maximum(self.area[:, None, None, column], 1) for column in range(4)
        )
        highest_gap = it.first / low_first - it.third / high_third
        lowest_gap = it.first / high_first - it.third / low_third
        above = np.maximum(np.abs(highest_gap), np.abs(lowest_gap))
        below = np.maximum(np.maximum(lowest_gap, -highest_gap), 0)
        return 0.5 * below.sum(axis=-1), 0.5 * above.sum(axis=-1)


def known_of(block: Block) -> dict[str, Fact]:
    """What the schools of a block must fulfil, by the names of formulas."""
    # above the municipality an index is a mean, and not one of these schools together
    usable = FORMULAS if block.key[3] == "municipality" else ()
    facts = {what: fact for what, fact in block.facts.items() if what in usable or what in _COUNTS}
    for group in GROUPS:
        # pupils with a known distance are some of them
        least = block.facts.get(f"distance:{group}")
        if least:
            own = facts.get(group, Fact(0, float(block.known.sum()), least.source))
            lowest = max(own.lowest, least.lowest)
            facts[group] = Fact(lowest, max(own.highest, lowest), own.source, own.is_derived)
    part = _part_of(block)
    return {**facts, _PART: part} if part else facts


def _part_of(block: Block) -> Fact | None:
    """What a category adds to the D of its area, from its contributions."""
    whole = block.area.get("dissimilarity")
    scale = block.n_schools / block.n_area_schools if block.n_area_schools else 0
    bounds: list[Fact] = []
    for what, fact in block.facts.items():
        low, high = fact.lowest, fact.highest
        if what == _PART:
            bounds.append(fact)
        elif what == "counterfactual:monitor":
            bounds.append(Fact(low * scale, high * scale, fact.source, fact.is_derived))
        elif what == "contribution:monitor" and whole:
            low, high = (low + whole.lowest) * scale, (high + whole.highest) * scale
            bounds.append(Fact(low, high, fact.source, fact.is_derived))
        elif what == "contribution:additive" and whole:
            low, high = low * whole.lowest, high * whole.highest
            bounds.append(Fact(low, high, fact.source, fact.is_derived))
    if not bounds:
        return None
    return Fact(
        max(it.lowest for it in bounds),
        min(it.highest for it in bounds),
        bounds[0].source,
        all(it.is_derived for it in bounds),
    )


def puzzle_of(blocks: Sequence[Block], facts: Sequence[dict[str, Fact]]) -> Puzzle:
    """Blocks of the same number of schools, and of which the same is known, as arrays."""
    names = tuple(facts[0])
    return Puzzle(
        np.array([block.known for block in blocks]),
        blocks[0].has_middle,
        names,
        np.array([[its[name].lowest for name in names] for its in facts]),
        np.array([[its[name].highest for name in names] for its in facts]),
        np.array([_area_of(block) for block in blocks]),
    )


def _area_of(block: Block) -> list[float]:
    bounds: list[float] = []
    for group in ("first", "third"):
        fact = block.area.get(group)
        bounds += (fact.lowest, fact.highest) if fact else (1.0, np.inf)
    return bounds
