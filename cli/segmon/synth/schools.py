"""Schools: where they are, how large, of which denomination and programmes, and what sets their
intake apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.synth.geography import CELLS, CITIES, Municipalities
from segmon.synth.offer import assign_denominations, assign_programmes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Ever open; some 6,500 and 1,450 are open in any one year.
_SCHOOLS = {"po": 6880, "vo": 1490}
_CITY_SCHOOLS = {"po": (220, 143, 184, 97), "vo": (77, 49, 71, 28)}
# Share of schools and of pupils per urbanity class, near the open data and such that the published
# classes add up to the published country.
_SCHOOL_SHARE = {
    "po": (0.172, 0.282, 0.168, 0.262, 0.116),
    "vo": (0.262, 0.388, 0.157, 0.16, 0.033),
}
_PUPIL_SHARE = {
    "po": (0.238, 0.332, 0.165, 0.198, 0.067),
    "vo": (0.262, 0.398, 0.153, 0.153, 0.034),
}
_PUPILS = {"po": 1_400_000, "vo": 380_000}  # vo: grades 1 and 2
_YEARLY_GROWTH = {"po": -0.004, "vo": -0.007}
_FEWEST = {"po": 8, "vo": 7}  # schools per cell, whatever the scale
_WITH_VO = (1.0, 0.92, 0.83, 0.69, 0.45)  # share of a class's municipalities with secondary schools
_SIZE_SPREAD = {"po": 0.5, "vo": 0.55}
_LOCAL_SIZE_SPREAD = {"po": 0.15, "vo": 0.3}  # of a municipality's schools together
_MIDDLE_YEAR = 2020
_EVENT_YEARS = range(2012, 2029)
_OPENED, _CLOSED = 0.05, 0.06  # shares of schools that open or close in the years of events


@dataclass(frozen=True)
class Schools:
    """All schools of a sector that ever exist, ordered by municipality.

    `base_size` is in pupils in the middle year (vo: grades 1 and 2), `latent` (× 3 characteristics)
    sorts schools from many pupils of the first group to many of the third, `drift` moves it by
    year.
    """

    sector: str
    municipality: Ints
    base_size: Floats
    growth: Floats
    opens: Ints
    closes: Ints
    latent: Floats
    drift: Floats
    denomination: NDArray[np.str_]
    programmes: NDArray[np.str_]

    def ids(self) -> list[str]:
        """Return the register's school ids."""
        return [f"{self.sector.upper()}{number:05d}" for number in range(1, len(self.opens) + 1)]

    def active(self, year: int) -> Ints:
        """Return the schools open in the school year starting in `year`."""
        return np.flatnonzero((self.opens <= year) & (year < self.closes))

    def sizes(self, year: int, scale: float) -> Floats:
        """Return the pupils of every school if it is open: the sector's total times `scale` over
        the open ones.
        """
        size: Floats = self.base_size * np.exp(self.growth * (year - _MIDDLE_YEAR))
        step = min(max(year, _EVENT_YEARS[0]), _EVENT_YEARS[-1]) - _MIDDLE_YEAR
        total = _PUPILS[self.sector] * (1 + _YEARLY_GROWTH[self.sector] * step) * scale
        sizes: Floats = size * total / size[self.active(year)].sum()
        return sizes

    def position(self, year: int) -> Floats:
        """Return the latent intake position of every school (× 3) in the school year starting in
        `year`.
        """
        position: Floats = self.latent + self.drift * np.clip(year - _MIDDLE_YEAR, -8, 8)
        return position


def class_limits(scale: float) -> Ints:
    """Return the most fictional municipalities each urbanity class can hold at `scale`: four
    primary schools each.
    """
    return np.maximum(_cell_schools("po", scale)[len(CITIES) :] // 4, 1)


def build_schools(
    sector: str, municipalities: Municipalities, scale: float, rng: np.random.Generator
) -> Schools:
    """Build the schools of a sector.

    Args:
        sector: `po` or `vo`.
        municipalities: where the schools are.
        scale: below 1 there are fewer schools; above 1 the schools are the same and larger.
        rng: source of chance.
    """
    base = municipalities.base_class - 1 + len(CITIES)
    base[: len(CITIES)] = np.arange(len(CITIES))
    per_municipality = _apportion(sector, municipalities, _cell_schools(sector, scale), base, rng)
    municipality = np.repeat(np.arange(len(base)), per_municipality)
    cell = base[municipality]
    count = len(municipality)
    alone = per_municipality[municipality] == 1
    denomination, denomination_shift = assign_denominations(sector, cell, rng)
    if sector == "vo":
        programmes, level, size_factor = assign_programmes(cell, alone, rng)
    else:
        programmes, level, size_factor = np.full(count, ""), rng.normal(0, 1, count), np.ones(count)
    return Schools(
        sector=sector,
        municipality=municipality,
        base_size=_base_size(sector, municipality, cell, size_factor, rng),
        growth=rng.normal(0, 0.008, count),
        **_lifetimes(per_municipality[municipality], rng),
        latent=_latent(sector, level, rng) + denomination_shift,
        drift=rng.normal(0, 0.015, (count, 3)),
        denomination=denomination,
        programmes=programmes,
    )


def _cell_schools(sector: str, scale: float) -> Ints:
    shares = np.array(_SCHOOL_SHARE[sector]) * _SCHOOLS[sector]
    cities = np.array(_CITY_SCHOOLS[sector], dtype=float)
    shares[0] -= cities.sum()
    counts = np.concatenate([cities, shares]) * min(1.0, scale)
    return np.maximum(np.rint(counts), _FEWEST[sector]).astype(np.int64)


def _apportion(
    sector: str, municipalities: Municipalities, schools: Ints, base: Ints, rng: np.random.Generator
) -> Ints:
    """Divide each cell's schools over its municipalities by size; in vo some have none."""
    result = np.zeros(len(base), dtype=np.int64)
    noise = np.exp(rng.normal(0, 0.25, len(base)))
    for cell in range(CELLS):
        members = np.flatnonzero(base == cell)
        weight = municipalities.size[members] * noise[members]
        if sector == "vo":
            weight = weight**1.3
            kept = min(
                round(_WITH_VO[max(cell - len(CITIES), 0)] * len(members)), schools[cell] // 2
            )
            members = members[np.argsort(-weight, kind="stable")[: max(kept, 1)]]
            weight = np.sort(weight)[::-1][: len(members)]
        floor = np.ones(len(members)) if sector == "vo" else np.full(len(members), 2.0)
        floor = floor if floor.sum() <= schools[cell] else np.zeros(len(members))
        quota = floor + (schools[cell] - floor.sum()) * weight / weight.sum()
        whole = np.floor(quota)
        rest = round(schools[cell] - whole.sum())
        whole[np.argsort(whole - quota, kind="stable")[:rest]] += 1
        result[members] = whole.astype(np.int64)
    return result


def _base_size(
    sector: str, municipality: Ints, cell: Ints, size_factor: Floats, rng: np.random.Generator
) -> Floats:
    local = rng.normal(0, _LOCAL_SIZE_SPREAD[sector], int(municipality.max()) + 1)
    size = size_factor * np.exp(local[municipality])
    size *= np.exp(rng.normal(0, _SIZE_SPREAD[sector], len(cell)))
    size = np.clip(size, 0.2, 4.0)
    of_class = np.maximum(cell - len(CITIES), 0)
    for k, share in enumerate(_PUPIL_SHARE[sector]):
        members = of_class == k
        size[members] *= _PUPILS[sector] * share / size[members].sum()
    return size


def _lifetimes(neighbours: Ints, rng: np.random.Generator) -> dict[str, Ints]:
    """Return first and last-plus-one year; a school only opens or closes where the municipality
    keeps others.
    """
    count = len(neighbours)
    chance = rng.random(count)
    year = rng.integers(_EVENT_YEARS[0], _EVENT_YEARS[-1] + 1, count)
    eventful = neighbours >= 8
    opens = np.where(eventful & (chance < _OPENED), year, -1)
    closes = np.where(eventful & (chance > 1 - _CLOSED), year, 10_000)
    return {"opens": opens, "closes": closes}


def _latent(sector: str, level: Floats, rng: np.random.Generator) -> Floats:
    """Return correlated positions for income, education and migration (its third group is both
    parents abroad).
    """
    noise = rng.normal(0, 1, (3, len(level)))
    own = 0.5 if sector == "vo" else 0.6
    income = level + own * noise[0]
    education = 1.05 * level + own * noise[1]
    migration = (-0.55 if sector == "vo" else -0.65) * level + 0.75 * noise[2]
    return np.stack([income, education, migration], axis=1)
