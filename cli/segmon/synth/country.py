"""The country in a school year: open schools in their municipalities, and group counts that meet
the targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from segmon.synth.composition import Effort, compose
from segmon.synth.facts import CHARACTERISTICS, PUBLISHED_YEARS, SECTORS, read_facts
from segmon.synth.geography import Municipalities, build_municipalities
from segmon.synth.naming import named
from segmon.synth.offer import denomination_in, upper_grades
from segmon.synth.pupils import SchoolRun
from segmon.synth.schools import Schools, build_schools, class_limits
from segmon.synth.sites import Sites, cell_targets, running_round
from segmon.synth.targets import Targets, YearTargets, work_out_targets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# From which scale on to try how hard: with fewer schools whole pupils cannot come so near the
# targets.
_EFFORTS = (
    (0.5, Effort(5e-4)),
    (0.05, Effort(2e-3, starts=3, rounds=3, iterations=15)),
    (0.0, Effort(5e-3, starts=1, rounds=2, iterations=6)),
)
NAMELESS: Mapping[str, str] = MappingProxyType({})
_OPENBAAR = ("Openbaar", "Samenwerking openbaar")


@dataclass(frozen=True)
class OpenSchools:
    """The schools of a sector open in a year, ordered by cell and municipality, with their pupils
    (vo: grades 1, 2).
    """

    schools: Schools
    which: Ints
    municipality: Ints
    pupils: Ints
    denomination: NDArray[np.str_]


class Country:
    """Municipalities and schools that last, and the targets; years are composed one by one.

    Args:
        scale: size of the register, 1 is the Netherlands.
        seed: source of chance; the country is the same whatever years are asked for.
        names: name of each municipality code to give to an invented municipality.
    """

    def __init__(self, scale: float, seed: int, names: Mapping[str, str] = NAMELESS) -> None:
        self.scale = scale
        self._effort = next(effort for least, effort in _EFFORTS if scale >= least)
        rng = np.random.default_rng([seed, 0])
        built = build_municipalities(class_limits(scale), scale, rng)
        self.schools = {sector: build_schools(sector, built, scale, rng) for sector in SECTORS}
        n_schools = sum(
            np.bincount(schools.municipality, minlength=len(built.codes))
            for schools in self.schools.values()
        )
        self.municipalities: Municipalities = named(built, np.asarray(n_schools), names)
        pupil_weights, school_weights = self._weights()
        self.targets: Targets = work_out_targets(read_facts(), pupil_weights, school_weights)

    def open_schools(self, sector: str, year: int) -> OpenSchools:
        """Return the schools of `sector` open in the school year starting in `year`."""
        schools = self.schools[sector]
        which = schools.active(year)
        municipality = self.municipalities.successor(year)[schools.municipality[which]]
        cell = self.municipalities.cell(year)
        order = np.lexsort((which, municipality, cell[municipality]))
        which, municipality = which[order], municipality[order]
        pupils = np.maximum(running_round(schools.sizes(year, self.scale)[which]), 2)
        return OpenSchools(
            schools, which, municipality, pupils, denomination_in(schools.denomination[which], year)
        )

    def pupils(self, open_schools: OpenSchools, year: int) -> SchoolRun:
        """Return group counts of the open schools that meet the year's targets."""
        schools, which = open_schools.schools, open_schools.which
        targets = self.targets.at(year)
        counts = np.stack(
            [self._counts(open_schools, c, year, targets) for c in range(len(CHARACTERISTICS))]
        )
        if schools.sector == "vo":
            factor, grades = upper_grades(schools.programmes[which])
            upper = running_round(open_schools.pupils * factor)
        else:
            upper = np.zeros(len(which), dtype=np.int64)
            grades = np.zeros((len(which), 16), dtype=np.uint8)
        return SchoolRun(
            sector=schools.sector,
            number=which + 1,
            counts=counts,
            upper=upper,
            upper_grades=grades,
            urbanity=self.municipalities.urbanity(year)[open_schools.municipality],
            bijzonder=np.array(
                [not label.startswith(_OPENBAAR) for label in open_schools.denomination]
            ),
        )

    def _counts(
        self, open_schools: OpenSchools, characteristic: int, year: int, targets: YearTargets
    ) -> Ints:
        """Return school × (three groups, missing)."""
        schools = open_schools.schools
        key = (schools.sector, CHARACTERISTICS[characteristic])
        start = np.flatnonzero(np.diff(open_schools.municipality, prepend=-1))
        present = open_schools.municipality[start]
        missing = running_round(targets.missing[key] * open_schools.pupils.astype(float))
        missing = np.minimum(missing, open_schools.pupils - 1)
        sites = Sites(
            start=start,
            known=open_schools.pupils - missing,
            position=schools.position(year)[open_schools.which, characteristic],
            cell=self.municipalities.cell(year)[present],
            group_shift=self.municipalities.group_shift[present, characteristic],
            sorting=self.municipalities.sorting[present],
        )
        aims = cell_targets(
            sites, targets.shares[key], targets.dissimilarity[key], targets.interaction[key]
        )
        return np.column_stack([compose(sites, aims, self._effort), missing])

    def _weights(self) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Return per sector the classes' shares of pupils and schools, published year × class."""
        pupils, schools = {}, {}
        for sector in SECTORS:
            rows = []
            for year in PUBLISHED_YEARS:
                opened = self.open_schools(sector, year)
                k = self.municipalities.urbanity(year)[opened.municipality] - 1
                rows.append((np.bincount(k, opened.pupils, 5), np.bincount(k, minlength=5)))
            pupils[sector] = np.array([row[0] / row[0].sum() for row in rows])
            schools[sector] = np.array([row[1] / row[1].sum() for row in rows])
        return pupils, schools
