"""Targets: one consistent set of shares and indices per year, worked out from the rounded published
figures.

The published cells are rounded and some contradict each other. Shares are moved inside their
rounding so that rows add up to one and classes to the country; indices follow a path of whole
hundredths per area that fits stated values, intervals, change symbols and the national figure as
far as all can hold together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmon.synth.facts import (
    CHARACTERISTICS,
    CLASSES,
    G4,
    NATIONAL,
    PUBLISHED_YEARS,
    SECTORS,
    Facts,
)
from segmon.synth.paths import index_paths, index_prior

Floats = NDArray[np.float64]

TARGET_AREAS = (*G4, *CLASSES)
MISSING_MIGRATION = 0.005
_FILLED = 0.05  # weight of a share filled in for an untrue printed one, against 1 for a printed one


@dataclass(frozen=True)
class YearTargets:
    """Targets of one school year for the areas of TARGET_AREAS.

    `shares` maps (sector, characteristic) to an array area × group; `dissimilarity` and
    `interaction` map the same key to an array by area; `missing` maps it to the share of pupils
    without a known value.
    """

    shares: dict[tuple[str, str], Floats]
    dissimilarity: dict[tuple[str, str], Floats]
    interaction: dict[tuple[str, str], Floats]
    missing: dict[tuple[str, str], float]


@dataclass(frozen=True)
class Targets:
    """Targets of the published years; `at` interpolates and repeats the ends outside."""

    shares: dict[tuple[str, str], Floats]
    dissimilarity: dict[tuple[str, str], Floats]
    interaction: dict[tuple[str, str], Floats]
    missing: dict[tuple[str, str], dict[int, float]]

    def at(self, year: int) -> YearTargets:
        """Return the targets of the school year that starts in `year`."""
        return YearTargets(
            shares={key: _interpolate(values, year) for key, values in self.shares.items()},
            dissimilarity={
                key: _interpolate(values, year) for key, values in self.dissimilarity.items()
            },
            interaction={
                key: _interpolate(values, year) for key, values in self.interaction.items()
            },
            missing={
                key: float(np.interp(year, sorted(known), [known[y] for y in sorted(known)]))
                for key, known in self.missing.items()
            },
        )


def work_out_targets(
    facts: Facts,
    pupil_weights: Mapping[str, Floats],
    school_weights: Mapping[str, Floats],
) -> Targets:
    """Work out the targets.

    Args:
        facts: the published figures.
        pupil_weights: per sector, published year × urbanity class: share of the country's pupils.
        school_weights: per sector, published year × urbanity class: share of the country's schools.
    """
    shares: dict[tuple[str, str], Floats] = {}
    dissimilarity: dict[tuple[str, str], Floats] = {}
    interaction: dict[tuple[str, str], Floats] = {}
    missing: dict[tuple[str, str], dict[int, float]] = {}
    for sector in SECTORS:
        for characteristic in CHARACTERISTICS:
            key = (sector, characteristic)
            shares[key] = _resolve_shares(facts, sector, characteristic, pupil_weights[sector])
            weights = school_weights[sector]
            series = (sector, characteristic, "dissimilarity")
            implied = _implied_dissimilarity(facts, sector, characteristic, shares[key])
            d = index_paths(facts, series, index_prior(facts, series, hint=implied), weights)
            dissimilarity[key] = d
            series = (sector, characteristic, "interaction")
            loss = _usual_loss(shares[key]) * np.maximum(d / 100, 0.0) ** 1.8
            expected = 100 * shares[key][:, :, 2] * (1 - loss)
            interaction[key] = index_paths(
                facts, series, index_prior(facts, series, expected), weights
            )
            missing[key] = {
                year: share
                for (of_sector, of_characteristic, year), share in facts.missing.items()
                if (of_sector, of_characteristic) == key
            } or {PUBLISHED_YEARS[0]: MISSING_MIGRATION}
    return Targets(
        shares,
        {key: values / 100 for key, values in dissimilarity.items()},
        {key: values / 100 for key, values in interaction.items()},
        missing,
    )


def _usual_loss(shares: Floats) -> Floats:
    """Return how much of the third group's share interaction usually loses at full dissimilarity.

    Less where the first or the third group is scarce.
    """
    scarce = np.minimum(shares[..., 0], shares[..., 2])
    loss: Floats = 1.22 * np.minimum(1.0, (scarce / 0.22) ** 0.45)
    return loss


def _implied_dissimilarity(
    facts: Facts, sector: str, characteristic: str, shares: Floats
) -> Floats:
    """Return, in hundredths, the dissimilarity that usually goes with a published interaction; nan
    without one.
    """
    implied = np.full(shares.shape[:2], np.nan)
    loss = _usual_loss(shares)
    for y, year in enumerate(PUBLISHED_YEARS):
        for a, area in enumerate(TARGET_AREAS):
            stated = facts.intervals.get((sector, characteristic, area, "interaction", year))
            if stated and stated.is_value:
                mixing = min(stated.low / (100 * shares[y, a, 2]), 0.99)
                implied[y, a] = 100 * ((1 - mixing) / loss[y, a]) ** (1 / 1.8)
    return implied


def _interpolate(values: Floats, year: int) -> Floats:
    years = np.array(PUBLISHED_YEARS, dtype=float)
    clamped = float(np.clip(year, years[0], years[-1]))
    right = int(np.clip(np.searchsorted(years, clamped), 1, len(years) - 1))
    part = (clamped - years[right - 1]) / (years[right] - years[right - 1])
    between: Floats = (1 - part) * values[right - 1] + part * values[right]
    return between


def _resolve_shares(
    facts: Facts, sector: str, characteristic: str, pupil_weights: Floats
) -> Floats:
    """Return published year × area × group, rows adding up to one, classes to the printed national
    row.
    """
    printed = np.full((len(PUBLISHED_YEARS), len(TARGET_AREAS), 3), np.nan)
    for y, year in enumerate(PUBLISHED_YEARS):
        for a, area in enumerate(TARGET_AREAS):
            printed[y, a] = facts.shares.get((sector, characteristic, area, year), (np.nan,) * 3)
    trusted = ~np.isnan(printed[:, :, 0])
    filled = _fill(printed, trusted)
    resolved: Floats = filled + (1 - filled.sum(axis=2, keepdims=True)) / 3
    first_class = len(G4)
    for y, year in enumerate(PUBLISHED_YEARS):
        national = facts.shares.get((sector, characteristic, NATIONAL, year))
        resolved[y, first_class:] = _reconcile(
            filled[y, first_class:],
            np.where(trusted[y, first_class:], 1.0, _FILLED),
            np.array(national) if national else None,
            pupil_weights[y],
        )
    return resolved


def _fill(printed: Floats, trusted: NDArray[np.bool_]) -> Floats:
    """Fill rows left out: the nearest year's row of the area plus the mean change of the other
    areas.
    """
    filled: Floats = printed.copy()
    for y, a in np.argwhere(~trusted):
        others = [t for t in range(len(trusted)) if trusted[t, a]]
        near = min(others, key=lambda t: abs(PUBLISHED_YEARS[t] - PUBLISHED_YEARS[y]))
        both = trusted[y] & trusted[near]
        filled[y, a] = printed[near, a] + (printed[y, both] - printed[near, both]).mean(axis=0)
    positive: Floats = np.maximum(filled, 0.005)
    return positive


def _reconcile(printed: Floats, trust: Floats, national: Floats | None, weights: Floats) -> Floats:
    """Move class shares as little as possible so that rows add to one and the country comes out.

    Minimises the largest deviation from the printed cells by reweighted least squares (a high power
    of the deviation).
    """
    classes, groups = printed.shape
    cells = classes * groups
    rows = np.kron(np.eye(classes), np.ones(groups))
    design = np.eye(cells)
    goal = printed.ravel()
    base = np.repeat(trust, groups)
    if national is not None:
        design = np.vstack([design, np.kron(weights, np.eye(groups))])
        goal = np.concatenate([goal, national])
        base = np.concatenate([base, np.ones(groups)])
    factor = np.ones(len(goal))
    solution = goal[:cells]
    for _ in range(40):
        weight = (base**2) * factor
        hessian = design.T @ (weight[:, None] * design)
        kkt = np.block([[hessian, rows.T], [rows, np.zeros((classes, classes))]])
        right = np.concatenate([design.T @ (weight * goal), np.ones(classes)])
        solution = np.linalg.solve(kkt, right)[:cells]
        deviation = np.abs(base * (design @ solution - goal))
        factor = np.sqrt(factor * (0.02 + deviation / max(deviation.max(), 1e-9)) ** 3)
    return solution.reshape(classes, groups)
