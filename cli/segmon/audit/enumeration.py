"""Every composition of a few schools that is possible."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from segmon.audit.found import NOTHING, Found
from segmon.audit.puzzle import Puzzle

#: More compositions than these are not all looked at.
MOST = 2_000_000
_AT_ONCE = 400_000


def all_compositions(puzzle: Puzzle) -> Found | None:
    """Every composition of the one block of a puzzle; null if they are too many."""
    found = Found.nothing(puzzle.known, is_all=True)
    known = puzzle.known[0].astype(int)
    if _most(puzzle, "first") * (_most(puzzle, "third") if puzzle.has_middle else 1) > MOST:
        return None
    firsts = _numbers(puzzle, "first")
    thirds = _numbers(puzzle, "third") if puzzle.has_middle else np.zeros((1, len(known)), int)
    step = max(1, _AT_ONCE // max(1, len(thirds)))
    for start in range(0, len(firsts), step):
        first = firsts[start : start + step]
        third = np.tile(thirds, (len(first), 1)) if puzzle.has_middle else known - first
        first = np.repeat(first, len(thirds), axis=0)
        fits = (first + third <= known).all(axis=1)
        first, third = first[fits].astype(float), third[fits].astype(float)
        is_possible = puzzle.distance(first[None], third[None])[0] < NOTHING
        found.mark(np.zeros(is_possible.sum(), int), first[is_possible], third[is_possible])
    return found


def _total(puzzle: Puzzle, group: str) -> tuple[int, int]:
    """Bounds of the pupils of a group at all schools together."""
    lowest, highest = 0, int(puzzle.known[0].sum())
    if group in puzzle.names:
        column = puzzle.names.index(group)
        lowest = max(lowest, int(np.ceil(puzzle.lowest[0, column] - NOTHING)))
        highest = min(highest, int(np.floor(puzzle.highest[0, column] + NOTHING)))
    return lowest, highest


def _most(puzzle: Puzzle, group: str) -> float:
    """How many rows `_numbers` has at most."""
    lowest, highest = _total(puzzle, group)
    *others, last = puzzle.known[0]
    of_last = max(0, min(highest - lowest, last) + 1)
    return float(math.prod(int(n) + 1 for n in others) * of_last)


def _numbers(puzzle: Puzzle, group: str) -> NDArray[np.int64]:
    """The numbers of pupils that the schools can have of a group, a row each."""
    lowest, highest = _total(puzzle, group)
    *others, last = puzzle.known[0].astype(int)
    sizes = [n + 1 for n in others]
    given = np.indices(sizes).reshape(len(others), math.prod(sizes)).T
    # the last school has what the others leave of the total
    totals = np.arange(lowest, highest + 1)
    if len(totals) <= last:
        lasts = totals - given.sum(axis=1)[:, None]
        fits = (lasts >= 0) & (lasts <= last)
    else:
        lasts = np.broadcast_to(np.arange(last + 1), (len(given), last + 1))
        total = given.sum(axis=1)[:, None] + lasts
        fits = (total >= lowest) & (total <= highest)
    return np.column_stack([given[np.nonzero(fits)[0]], lasts[fits]])
