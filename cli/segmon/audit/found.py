"""The compositions of blocks that are possible, as far as they were found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.audit.breaches import Limits
from segmon.audit.formulas import GROUPS, Numbers

#: A distance that is none but for the rounding of doubles.
NOTHING = 1e-6


@dataclass
class Found:
    """Which numbers of pupils are possible.

    Attributes:
        known: pupils of known group, a row per block and a column per school.
        seen: whether a school can have a number of pupils: block, school, group, number.
        is_all: whether all compositions were looked at.
    """

    known: Numbers
    seen: NDArray[np.bool_]
    is_all: bool

    @classmethod
    def nothing(cls, known: Numbers, is_all: bool) -> Found:
        """Before anything is found."""
        return cls(known, np.zeros((*known.shape, len(GROUPS), int(known.max()) + 1), bool), is_all)

    def mark(self, blocks: NDArray[np.int64], first: Numbers, third: Numbers) -> None:
        """Take up compositions that are possible.

        Args:
            blocks: the block of each.
            first: pupils of the first group, a column per school.
            third: those of the third.
        """
        schools = np.arange(self.known.shape[1])
        middle = self.known[blocks] - first - third
        for group, numbers in enumerate((first, middle, third)):
            self.seen[blocks[:, None], schools, group, numbers.astype(int)] = True

    def too_few(self, limits: Limits, has_middle: bool) -> NDArray[np.bool_]:
        """Of which blocks a number of pupils of some school is not uncertain enough."""
        n_values = self.seen.sum(axis=-1)
        lowest = self.seen.argmax(axis=-1)
        highest = self.seen.shape[-1] - 1 - self.seen[..., ::-1].argmax(axis=-1)
        prior = self.known[..., None]
        is_open = (n_values >= np.minimum(limits.min_candidates, prior + 1)) & (
            highest - lowest >= np.minimum(limits.min_range, prior)
        )
        if not has_middle:
            is_open[..., GROUPS.index("middle")] = True
        return np.asarray(~is_open.all(axis=(1, 2)))

    def is_none(self) -> NDArray[np.bool_]:
        """Of which blocks nothing is possible."""
        return np.asarray(~self.seen.any(axis=(1, 2, 3)))
