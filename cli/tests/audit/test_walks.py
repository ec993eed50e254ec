"""Walks over the compositions of schools, where there are too many to look at all."""

from __future__ import annotations

import numpy as np

from segmon.audit import Limits
from segmon.audit.formulas import FORMULAS, Compositions
from segmon.audit.puzzle import Puzzle
from segmon.audit.walks import some_compositions

NAMES = ("first", "third", "dissimilarity")
#: Pupils of three schools of six blocks, and those of the first and the third group.
KNOWN = np.random.default_rng(1).integers(120, 900, (6, 3)).astype(float)
FIRST, THIRD = np.floor(KNOWN * 0.2), np.floor(KNOWN * np.array([0.3, 0.5, 0.1]))


def puzzle(rows: slice) -> Puzzle:
    """Some of the blocks, with numbers to the next ten and D in two decimals."""
    exact = Compositions(FIRST[rows, None], THIRD[rows, None], KNOWN[rows, None])
    values = np.column_stack(
        [
            FIRST[rows].sum(axis=1),
            THIRD[rows].sum(axis=1),
            FORMULAS["dissimilarity"](exact)[:, 0],
        ]
    )
    off = np.array([5, 5, 0.005])
    area = np.tile([1.0, np.inf], (len(values), 2))
    return Puzzle(KNOWN[rows], True, NAMES, values - off, values + off, area)


def test_what_is_found_of_a_block_does_not_depend_on_the_others() -> None:
    together = some_compositions(puzzle(slice(None)), Limits()).seen
    for row in range(len(KNOWN)):
        alone = some_compositions(puzzle(slice(row, row + 1)), Limits()).seen[0]
        assert alone.any()
        assert (together[row, ..., : alone.shape[-1]] == alone).all()
