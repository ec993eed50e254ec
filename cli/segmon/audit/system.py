"""All released numbers of pupils of a school year, sector and characteristic, as linear bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from segmon.audit.formulas import Numbers


@dataclass(frozen=True)
class Target:
    """Schools of which the pupils of a group are to be found out.

    Attributes:
        atoms: the groups of schools, no two schools of which a released number tells apart.
        known: pupils of known group of each school.
        key: the block that they are, or the smallest that they are in.
        block: its number, where they are it and it is hidden; otherwise 0.
    """

    #: Of more schools than these, no single one is found out by adding and subtracting.
    FEW: ClassVar[int] = 3

    atoms: tuple[int, ...]
    known: tuple[int, ...]
    key: tuple[str, ...]
    block: int = 0

    @property
    def is_hidden(self) -> bool:
        """Whether a block of them is hidden."""
        return self.block > 0


#: A number of pupils: of which target, and of which group.
Number = tuple[Target, str]
#: Its bounds.
Range = tuple[float, float]


@dataclass(frozen=True)
class System:
    """The unknowns are the pupils of the first group of every atom, then those of the third.

    Attributes:
        series: school year, sector and characteristic.
        has_middle: whether there is a middle group.
        known: pupils of known group of every atom.
        rows: a row per fact.
        lowest: its lower bound.
        highest: its upper bound.
        targets: what is to be found out.
    """

    series: tuple[str, ...]
    has_middle: bool
    known: Numbers
    rows: sparse.csr_array
    lowest: Numbers
    highest: Numbers
    targets: Sequence[Target]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that pupils are in."""
        return ("first", "third", "middle") if self.has_middle else ("first",)

    def solved(self, pushes: Sequence[tuple[Target, str, float]]) -> Numbers | None:
        """Where numbers of pupils are as small as they can be together, each with its weight.

        Returns:
            The unknowns; null if nothing fits.
        """
        n = len(self.known)
        objective = np.zeros(2 * n)
        for target, group, weight in pushes:
            for sign, row in terms(group):
                objective[row * n + np.array(target.atoms)] += sign * weight
        together = sparse.hstack([sparse.eye_array(n), sparse.eye_array(n)])
        least = -np.inf if self.has_middle else self.known
        answer = milp(
            objective,
            constraints=[
                LinearConstraint(self.rows, self.lowest, self.highest),
                LinearConstraint(together, least, self.known),
            ],
            bounds=Bounds(0, np.concatenate([self.known, self.known])),
            # takes longer than it saves
            options={"presolve": False},
        )
        return None if answer.x is None else np.asarray(answer.x, float)

    def value(self, unknowns: Numbers, target: Target, group: str) -> float:
        """A number of pupils."""
        n, atoms = len(self.known), np.array(target.atoms)
        value = sum(sign * unknowns[row * n + atoms].sum() for sign, row in terms(group))
        return float(value + (self.known[atoms].sum() if group == "middle" else 0))

    def bounds(self, target: Target, group: str) -> tuple[float, float]:
        """The lowest and the highest that a number of pupils can be."""
        ends = [self.solved([(target, group, way)]) for way in (1.0, -1.0)]
        lowest, highest = (self.value(end, target, group) for end in ends if end is not None)
        return lowest, highest


def terms(group: str) -> tuple[tuple[int, int], ...]:
    """Which of the two unknowns of an atom are added or subtracted, and by which sign."""
    return {
        "first": ((1, 0),),
        "third": ((1, 1),),
        "pairs": ((1, 0), (1, 1)),
        "middle": ((-1, 0), (-1, 1)),
    }[group]
