"""Pupils: from group counts per school to one row per pupil, vectorised over a run of schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.synth.parents import MISSING, TABLE_BITS, birth_table, education_table, journey_table

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]

CHUNK_PUPILS = 400_000
_ROW_BITS, _KEY_BITS = 24, 24
# In ascending order of the pupil's income position; the unknown are between first and middle
# group.
_EDUCATION_ORDER = np.array([0, MISSING, 1, 2], dtype=np.uint8)
_MIGRATION_ORDER = np.array([2, 1, MISSING, 0], dtype=np.uint8)
_NOISE = {"education": 1.3, "migration": 1.8}  # next to an income position of 0…1
_PERCENTILE_FIRST = np.array([1, 26, 76, 0], dtype=np.uint8)
_PERCENTILE_WIDTH = np.array([25, 50, 25, 1], dtype=np.uint32)


@dataclass(frozen=True)
class SchoolRun:
    """Schools of one sector and year with their counts.

    `counts` is characteristic × school × (three groups, missing), each adding up to the same pupils
    per school (vo: grades 1 and 2); `upper` the pupils of higher grades; `upper_grades` 16 equally
    likely higher grades per school.
    """

    sector: str
    number: Ints
    counts: Ints
    upper: Ints
    upper_grades: Codes
    urbanity: Ints
    bijzonder: NDArray[np.bool_]

    def chunks(self) -> Iterator[SchoolRun]:
        """Split into runs of at most CHUNK_PUPILS pupils (or one school)."""
        pupils = np.cumsum(self.counts[0].sum(axis=1) + self.upper)
        first = 0
        while first < len(pupils):
            done = pupils[first - 1] if first else 0
            last = max(int(np.searchsorted(pupils, done + CHUNK_PUPILS, side="right")), first + 1)
            part = slice(first, last)
            yield SchoolRun(
                self.sector,
                self.number[part],
                self.counts[:, part],
                self.upper[part],
                self.upper_grades[part],
                self.urbanity[part],
                self.bijzonder[part],
            )
            first = last


class PupilExpander:
    """Turns runs of schools into columns; holds the lookup tables."""

    def __init__(self) -> None:
        self.education_pairs, self._education = education_table()
        self.birth_pairs, self._birth = birth_table()
        self._journey = {sector: journey_table(sector) for sector in ("po", "vo")}

    def expand(self, run: SchoolRun, rng: np.random.Generator) -> dict[str, NDArray[np.generic]]:
        """Return the columns of all pupils of a run: school number and codes into the lookup
        tables.
        """
        income, education, migration = run.counts
        pupils = income.sum(axis=1)
        school = np.repeat(np.arange(len(pupils)), pupils)
        groups = [np.repeat(np.tile(np.arange(4, dtype=np.uint8), len(pupils)), income.ravel())]
        position = self._income_position(income, groups[0], school, rng)
        groups.append(_ranked(education, _EDUCATION_ORDER, school, position, "education", rng))
        groups.append(_ranked(migration, _MIGRATION_ORDER, school, position, "migration", rng))
        grade = rng.integers(1, 9 if run.sector == "po" else 3, len(school), dtype=np.uint8)
        if run.upper.any():
            like, upper_school = _upper(pupils, run.upper, rng)
            groups = [np.concatenate([codes, codes[like]]) for codes in groups]
            school = np.concatenate([school, upper_school])
            draw = rng.integers(0, 256, len(like), dtype=np.uint8) & 15
            grade = np.concatenate([grade, run.upper_grades[upper_school, draw]])
        return self._columns(run, school, groups, grade, rng)

    @staticmethod
    def _income_position(
        income: Ints, codes: Codes, school: Ints, rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Return each pupil's place 0…1 in the school's income order; at random where income is
        unknown.
        """
        pupils = income.sum(axis=1)
        start = np.cumsum(pupils) - pupils
        known = np.maximum(pupils - income[:, MISSING], 1).astype(np.float32)
        place = (np.arange(len(school)) - start[school]).astype(np.float32) / known[school]
        return np.where(codes == MISSING, rng.random(len(school), dtype=np.float32), place)

    def _columns(
        self,
        run: SchoolRun,
        school: Ints,
        groups: list[Codes],
        grade: Codes,
        rng: np.random.Generator,
    ) -> dict[str, NDArray[np.generic]]:
        income, education, migration = groups
        chance = rng.integers(0, 2**63, len(school), dtype=np.int64, endpoint=False)
        mask = 2**TABLE_BITS - 1
        drawn = [(chance >> (TABLE_BITS * k)) & mask for k in range(3)]
        percentile = (chance >> (3 * TABLE_BITS)).astype(np.uint32) & 0xFFFF
        percentile = _PERCENTILE_FIRST[income] + ((percentile * _PERCENTILE_WIDTH[income]) >> 16)
        journey = self._journey[run.sector]
        return {
            "school": run.number[school].astype(np.int32),
            "grade": grade,
            "percentile": percentile.astype(np.uint8),
            "education": self._education[education, drawn[0]],
            "birth": self._birth[migration, drawn[1]],
            "km": journey[
                (run.urbanity - 1)[school],
                run.bijzonder.astype(np.uint8)[school],
                education,
                drawn[2],
            ],
        }


def _ranked(
    counts: Ints,
    order: Codes,
    school: Ints,
    position: NDArray[np.float32],
    characteristic: str,
    rng: np.random.Generator,
) -> Codes:
    """Give every pupil a group: exact counts per school, dealt along the income position with
    noise.
    """
    noise = np.float32(_NOISE[characteristic])
    key = (position + noise * rng.random(len(school), dtype=np.float32)) / (1 + noise)
    packed = school.astype(np.uint64) << np.uint64(_ROW_BITS + _KEY_BITS)
    packed |= (np.clip(key, 0, 0.999999) * 2**_KEY_BITS).astype(np.uint64) << np.uint64(_ROW_BITS)
    packed |= np.arange(len(school), dtype=np.uint64)
    packed.sort()
    rows = (packed & np.uint64(2**_ROW_BITS - 1)).astype(np.int64)
    codes = np.empty(len(school), dtype=np.uint8)
    codes[rows] = np.repeat(np.tile(order, len(counts)), counts[:, order].ravel())
    return codes


def _upper(pupils: Ints, upper: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return for pupils of higher grades a pupil of the school they are alike, and their school."""
    school = np.repeat(np.arange(len(upper)), upper)
    start = np.cumsum(pupils) - pupils
    like = start[school] + (rng.random(len(school)) * pupils[school]).astype(np.int64)
    return like, school
