"""Looking for possible compositions of schools, where there are too many to look at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.audit.breaches import Limits
from segmon.audit.formulas import Numbers
from segmon.audit.found import NOTHING, Found
from segmon.audit.puzzle import Puzzle

#: Walks of each block; after each round of steps it is seen whether enough were found.
_WALKS, _STEPS, _ROUNDS = 48, 50, 40
#: How often a walk goes from loose to strict.
_COOLING = 250
_WARM, _COLD = 20.0, 0.3
_SEED = 20


def some_compositions(puzzle: Puzzle, limits: Limits) -> Found:
    """Compositions that are possible, of each block until they are enough.

    Many walks start at random. A step moves pupils between two schools, or changes one school. It
    is taken if what follows is closer to all that is known, and now and then although it is not.
    Chance is the same for each block, so what is found of one does not depend on the others.

    Returns:
        What was found: of a block that is safe enough of it, of another maybe not all.
    """
    found = Found.nothing(puzzle.known, is_all=False)
    left = np.arange(len(puzzle.known))
    walks = _Walks.begun(puzzle)
    for start in range(0, _STEPS * _ROUNDS, _STEPS):
        for step in range(start, start + _STEPS):
            walks.step(_WARM * (_COLD / _WARM) ** (step % _COOLING / _COOLING * 1.25))
            rows, columns = np.nonzero(walks.distance < NOTHING)
            found.mark(left[rows], walks.first[rows, columns], walks.third[rows, columns])
        stay = np.flatnonzero(found.too_few(limits, puzzle.has_middle)[left])
        if not len(stay):
            break
        left, walks = left[stay], walks.taken(stay)
    return found


@dataclass
class _Walks:
    puzzle: Puzzle
    first: Numbers
    third: Numbers
    distance: Numbers
    random: np.random.Generator

    @classmethod
    def begun(cls, puzzle: Puzzle) -> _Walks:
        random = np.random.default_rng(_SEED)
        known = puzzle.known[:, None, :]
        # of any mix, and schools that differ from it
        alike = random.dirichlet((1, 1, 1), (_WALKS, 1))
        own = random.dirichlet((1, 1, 1), (_WALKS, known.shape[-1]))
        weight = random.random((_WALKS, 1, 1))
        mix = weight * alike + (1 - weight) * own
        first = np.floor(known * mix[..., 0])
        third = np.floor(known * mix[..., 1]) if puzzle.has_middle else known - first
        return cls(puzzle, first, third, puzzle.distance(first, third), random)

    def taken(self, rows: NDArray[np.int64]) -> _Walks:
        puzzle = self.puzzle.taken(rows)
        return _Walks(puzzle, self.first[rows], self.third[rows], self.distance[rows], self.random)

    def step(self, warmth: float) -> None:
        first, third = self._proposed()
        known = self.puzzle.known[:, None, :]
        is_there = ((first >= 0) & (third >= 0) & (first + third <= known)).all(axis=-1)
        first = np.where(np.asarray(is_there)[..., None], first, self.first)
        third = np.where(np.asarray(is_there)[..., None], third, self.third)
        distance = self.puzzle.distance(first, third)
        worse = np.minimum((self.distance - distance) / warmth, 0)
        is_taken = self.random.random(_WALKS) < np.exp(worse)
        self.first = np.where(np.asarray(is_taken)[..., None], first, self.first)
        self.third = np.where(np.asarray(is_taken)[..., None], third, self.third)
        self.distance = np.where(is_taken, distance, self.distance)

    def _proposed(self) -> tuple[Numbers, Numbers]:
        n_schools = self.first.shape[-1]
        largest = np.log2(self.puzzle.known.max(axis=1) + 1)[:, None]
        part = self.random.random(_WALKS) * self.random.random(_WALKS)
        size = np.floor(2 ** (part * largest)) * self.random.choice((-1.0, 1.0), _WALKS)
        here = np.asarray(self.random.integers(n_schools, size=_WALKS))
        there = (
            np.asarray(here + self.random.integers(1, max(n_schools, 2), size=_WALKS)) % n_schools
        )
        at = np.arange(n_schools)
        change = size[..., None] * (at == here[..., None])
        # half of the steps keep the total of the area
        is_moved = np.asarray(self.random.random(_WALKS) < 0.5)
        change -= np.where(is_moved, size, 0)[..., None] * (at == there[..., None])
        if not self.puzzle.has_middle:
            return self.first + change, self.third - change
        kind = self.random.integers(3, size=_WALKS)[..., None]
        return (
            self.first + np.where(kind != 1, change, 0),
            self.third + np.where(kind == 1, change, np.where(kind == 2, -change, 0)),
        )
