"""Index paths: whole hundredths per area and published year that fit values, intervals, symbols and
the country.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from segmon.synth.facts import AREAS, CLASSES, G4, NATIONAL, PUBLISHED_YEARS, Facts, Interval

Floats = NDArray[np.float64]
Paths = NDArray[np.int64]

# Whole-hundredth steps behind a change symbol; `up` and `down` come from the text where a symbol is
# suspect.
_STEPS = {
    ".": (0, 0),
    "+": (1, 2),
    "++": (3, 99),
    "-": (-2, -1),
    "--": (-99, -3),
    "up": (1, 99),
    "down": (-99, -1),
    "?": (-99, 99),
}
_GRID = np.arange(81)  # no index comes near one
_INFORMATIVE = 30.0  # intervals wider than this, in hundredths, say nothing about the level
# How far the country may be from its classes' whole hundredths: absorbed inside the roundings.
_SLACK = 0.6
_SYMBOL_COST, _BOX_COST, _NATIONAL_COST = 150.0, 400.0, 300.0
# The first class holds the G4, whose values are given: its other municipalities pay double.
_FIRST_CLASS_WEIGHT = 3.0
_TURNS, _PRICE_STEP, _SWEEPS = 40, 2.5, 10


def index_prior(
    facts: Facts,
    series: tuple[str, str, str],
    expected: Floats | None = None,
    hint: Floats | None = None,
) -> Floats:
    """Return a first guess, published year × area of AREAS, in hundredths.

    Args:
        facts: the published figures.
        series: sector, characteristic, measure.
        expected: year × area without the country: to expect where no single value is published.
        hint: year × area: where inside a city's interval to look; nan for no hint.
    """
    sector, characteristic, measure = series
    prior = np.full((len(PUBLISHED_YEARS), len(AREAS)), np.nan)
    limit = _INFORMATIVE if expected is None else 0.0
    for y, year in enumerate(PUBLISHED_YEARS):
        for a, area in enumerate(AREAS):
            interval = facts.intervals.get((sector, characteristic, area, measure, year))
            if (
                hint is not None
                and area in G4
                and interval
                and not interval.is_value
                and not np.isnan(hint[y, a])
            ):
                prior[y, a] = np.clip(hint[y, a], interval.low, interval.high)
            elif interval and (interval.is_value or interval.high - interval.low <= limit):
                prior[y, a] = (interval.low + interval.high) / 2
            elif expected is not None and area != NATIONAL:
                low, high = (interval.low, interval.high) if interval and area in G4 else (0, 100)
                prior[y, a] = np.clip(expected[y, a], low, high)
    usual = _mean_known(prior)
    for y, a in np.argwhere(np.isnan(prior) & ~np.isnan(usual)):
        interval = facts.intervals.get(
            (sector, characteristic, AREAS[a], measure, PUBLISHED_YEARS[y])
        )
        low, high = (interval.low, interval.high) if interval else (0.0, 100.0)
        prior[y, a] = np.clip(usual[y, a], low, high)
    return _complete(prior)


def index_paths(
    facts: Facts, series: tuple[str, str, str], prior: Floats, weights: Floats
) -> Floats:
    """Return published year × (G4, classes) in hundredths, inside the rounding of the chosen whole
    hundredths.

    Args:
        facts: the published figures.
        series: sector, characteristic, measure.
        prior: first guess, year × area of AREAS, hundredths.
        weights: year × class: share of the country's schools.
    """
    sector, characteristic, measure = series
    level = np.empty((len(AREAS), len(PUBLISHED_YEARS), len(_GRID)))
    steps = np.empty((len(AREAS), len(PUBLISHED_YEARS) - 1, len(_GRID), len(_GRID)))
    for a, area in enumerate(AREAS):
        weight = _deviation_weight(area, weights)
        for y, year in enumerate(PUBLISHED_YEARS):
            interval = facts.intervals.get((sector, characteristic, area, measure, year))
            level[a, y] = _level_cost(prior[y, a], weight, interval)
        symbols = facts.symbols.get((sector, characteristic, area, measure), ("?",) * 3)
        steps[a] = [_step_cost(symbol) for symbol in symbols]
    pull = np.zeros((len(AREAS), len(PUBLISHED_YEARS)))
    pull[[AREAS.index(name) for name in CLASSES]] = weights.T
    pull[AREAS.index(NATIONAL)] = -1.0
    chosen = _polished(_priced(level, steps, pull), level, steps, pull)
    shift = np.clip(-(pull * chosen).sum(axis=0) / 2, -_SLACK / 2, _SLACK / 2)
    paths = chosen.T[:, : len(G4) + len(CLASSES)].astype(float)
    paths[:, len(G4) :] += shift[:, None]
    return paths


def _priced(level: Floats, steps: Floats, pull: Floats) -> Paths:
    """Choose paths area by area under a price per year for drawing the country from its classes."""
    best, least = _cheapest(level, steps), np.inf
    drawn = np.flatnonzero(np.abs(pull).sum(axis=1))
    price = np.zeros((1, level.shape[1], 1))
    for turn in range(_TURNS):
        draw = price * pull[drawn][:, :, None] * _GRID
        chosen = _cheapest(level[drawn] + draw, steps[drawn])
        gap = (pull[drawn] * chosen).sum(axis=0)
        if (worst := float(np.abs(gap).max())) < least:
            best[drawn], least = chosen, worst
        if worst <= _SLACK:
            break
        price += (_PRICE_STEP / (1 + turn / 10)) * gap[None, :, None]
    return best


def _polished(chosen: Paths, level: Floats, steps: Floats, pull: Floats) -> Paths:
    """Take one area at a time and move its path where that closes what is left of the gap."""
    drawn = np.flatnonzero(np.abs(pull).sum(axis=1))
    for _ in range(_SWEEPS):
        before = chosen.copy()
        for a in drawn:
            others = (pull * chosen).sum(axis=0) - pull[a] * chosen[a]
            miss = np.abs(others[:, None] + pull[a][:, None] * _GRID)
            penalty = _NATIONAL_COST * np.maximum(miss - _SLACK, 0) ** 2
            chosen[a] = _cheapest((level[a] + penalty)[None], steps[a][None])[0]
        if np.array_equal(before, chosen):
            break
    return chosen


def _deviation_weight(area: str, weights: Floats) -> float:
    """Return how much an area's deviation from its prior counts."""
    if area not in CLASSES:
        return 1.0
    share = max(float(weights[:, CLASSES.index(area)].mean()) * len(CLASSES), 0.5)
    return share * (_FIRST_CLASS_WEIGHT if area == CLASSES[0] else 1.0)


def _level_cost(prior: float, weight: float, interval: Interval | None) -> Floats:
    cost: Floats = np.square(_GRID - float(prior)) * (0.5 * weight)
    if interval and not interval.contested:
        outside = np.maximum(interval.low - _GRID, 0) + np.maximum(_GRID - interval.high, 0)
        cost += _BOX_COST * np.ceil(outside)
    return cost


@cache
def _step_cost(symbol: str) -> Floats:
    low, high = _STEPS[symbol]
    step = _GRID[None, :] - _GRID[:, None]
    miss = np.maximum(low - step, 0) + np.maximum(step - high, 0)
    cost: Floats = _SYMBOL_COST * (miss > 0) + 3.0 * miss + 0.3 * np.maximum(np.abs(step) - 3, 0)
    return cost


def _cheapest(level: Floats, steps: Floats) -> Paths:
    """Return area × year, the cheapest whole-hundredth paths (dynamic programming)."""
    best = level[:, 0]
    came = []
    for y in range(steps.shape[1]):
        total = best[:, :, None] + steps[:, y]
        came.append(total.argmin(axis=1))
        best = total.min(axis=1) + level[:, y + 1]
    path = [best.argmin(axis=1)]
    for back in reversed(came):
        path.append(np.take_along_axis(back, path[-1][:, None], axis=1)[:, 0])
    return np.stack(path[::-1], axis=1)


def _mean_known(prior: Floats) -> Floats:
    """Return each area's mean over the years known, for every year; nan where no year is."""
    known = ~np.isnan(prior)
    count = known.sum(axis=0)
    total = np.where(known, prior, 0.0).sum(axis=0)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return np.broadcast_to(mean, prior.shape)


def _complete(prior: Floats) -> Floats:
    """Fill what no interval tells: along the five classes, a city like its class, the country in
    the middle.
    """
    done = prior.copy()
    first, last = len(G4), len(G4) + len(CLASSES)
    position = np.arange(last - first)
    for y in range(len(done)):
        row = done[y]
        known = ~np.isnan(row[first:last])
        row[first:last] = np.interp(position, position[known], row[first:last][known])
        row[:first] = np.where(np.isnan(row[:first]), row[first] + 3, row[:first])
        if np.isnan(row[last]):
            row[last] = row[first:last].mean()
    return done
