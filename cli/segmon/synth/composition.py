"""Composition: how many pupils of each group sit in each school, so that shares and indices meet
their targets.

Within a municipality a school's group shares follow a logit model: the log odds of the third
against the first group rise with the school's latent position. Three parameters per cell (a G4 city
or an urbanity class) are fitted: the *slope* of that rise sets dissimilarity; its *bend* (few
extreme schools or many moderate ones) and the *tilt* (whether municipalities with large schools
have more of the third group) set interaction. Constants per municipality keep the group totals.
Counts are rounded along running totals and the targets then corrected for what rounding did, so
that small schools do not push the indices up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmon.synth.geography import CELLS
from segmon.synth.sites import CellTargets, Sites, cell_indices, running_round

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DISSIMILARITY_FIRST = np.array([2.0, 1.0])  # where both cannot be met, dissimilarity counts twice
_STEP = 1e-3
_STARTS = np.array(
    [(-0.5, 0.0, 0.0), (-1.2, 1.0, 0.0), (-0.3, -1.0, 0.0), (0.0, 0.5, 0.0), (-2.0, 1.5, 1.0)]
)
_LOWEST = np.array([-4.0, -2.5, -1.5])
_HIGHEST = np.array([3.0, 1.8, 2.0])
_FARTHEST = np.array([0.6, 0.8, 0.5])  # one step of slope, bend, tilt
_DAMPED = np.array([1.0, 0.3, 1.0])
_PULL = np.array([0.0, 1e-8, 1e-7])  # weak preference for no bend and no tilt


@dataclass(frozen=True)
class Effort:
    """How near to come (of an index), and the most starts, corrections for rounding and steps."""

    tolerance: float
    starts: int = 5
    rounds: int = 5
    iterations: int = 25


@dataclass
class _Model:
    """Slope (log), bend (log) and tilt per cell; constants of first and third group per
    municipality; last jacobian.
    """

    parameters: Floats
    constants: Floats
    jacobian: Floats | None = None


def compose(sites: Sites, targets: CellTargets, effort: Effort) -> Ints:
    """Return school × group counts that meet the targets and add up to each school's known pupils.

    Args:
        sites: the schools.
        targets: per cell.
        effort: how long to try. A cell that is near enough is left alone; the others are fitted
            again with the targets corrected for rounding, then from other starting points.
    """
    best = np.zeros((len(sites.known), 3), dtype=np.int64)
    least = np.where(np.isin(np.arange(CELLS), sites.cell), np.inf, 0.0)
    for start in _STARTS[: effort.starts]:
        part, schools = sites.only(least > effort.tolerance)
        aim, model = targets, _Model(np.tile(start, (CELLS, 1)), np.zeros((len(part.cell), 2)))
        for _ in range(effort.rounds):
            counts = _round(part, _fit(part, aim, model, effort))
            miss = _miss(part, targets, counts)
            off = np.abs(miss * _DISSIMILARITY_FIRST).max(axis=1)
            better = (off < least) & np.isin(np.arange(CELLS), part.cell)
            kept = better[part.cell][part.of]
            best[schools[kept]] = counts[kept]
            least = np.where(better, off, least)
            if not (better & (off > effort.tolerance)).any():
                break
            aim = replace(
                aim,
                dissimilarity=np.maximum(aim.dissimilarity + miss[:, 0], 0.01),
                interaction=aim.interaction + miss[:, 1],
            )
        if least.max() <= effort.tolerance:
            break
    return best


def _miss(sites: Sites, targets: CellTargets, counts: NDArray[np.generic]) -> Floats:
    """Return cell × (dissimilarity, interaction): how much is missing; 0 where undefined."""
    d, xpy = cell_indices(sites, counts)
    return np.nan_to_num(np.stack([targets.dissimilarity - d, targets.interaction - xpy], axis=1))


def _fit(sites: Sites, targets: CellTargets, model: _Model, effort: Effort) -> Floats:
    """Fit the parameters by damped Gauss-Newton steps, cell by cell; return school shares."""
    damping = np.full(CELLS, 1e-5)
    margins = _margins(sites, targets.shares, model.parameters[:, 2])
    shares, model.constants = _shares(sites, margins, model.parameters, model.constants)
    miss = _missed(sites, targets, shares)
    stale, stuck = model.jacobian is None, 0
    for _ in range(effort.iterations):
        open_cells = np.abs(miss).max(axis=1) >= effort.tolerance / 4
        if not open_cells.any() or stuck > 3:
            break
        if model.jacobian is None or stale:
            model.jacobian = _jacobian(sites, targets, model, margins, miss)
        trial = _step(model.parameters, model.jacobian, miss, damping)
        trial_margins = _margins(sites, targets.shares, trial[:, 2])
        tried, constants = _shares(sites, trial_margins, trial, model.constants)
        missed = _missed(sites, targets, tried)
        before, after = (miss**2).sum(axis=1), (missed**2).sum(axis=1)
        better = after < before
        stuck = 0 if (open_cells & (after < 0.95 * before)).any() else stuck + 1
        stale = bool((open_cells & (after > 0.3 * before)).any())
        damping = np.clip(np.where(better, damping / 6, damping * 8), 1e-7, 1.0)
        model.parameters = np.where(better[:, None], trial, model.parameters)
        margins = np.where(better[sites.cell][:, None], trial_margins, margins)
        model.constants = np.where(better[sites.cell][:, None], constants, model.constants)
        shares = np.where(better[sites.cell][sites.of][:, None], tried, shares)
        miss = np.where(better[:, None], missed, miss)
    return shares


def _step(parameters: Floats, jacobian: Floats, miss: Floats, damping: Floats) -> Floats:
    """Return parameters one damped Gauss-Newton step on, inside their bounds.

    A parameter that would leave its bounds stays and the others take the step without it.
    """
    free = np.ones(parameters.shape, dtype=bool)
    step = np.zeros_like(parameters)
    for _ in range(2):
        columns = jacobian * free[:, None, :]
        normal = np.einsum("cij,cik->cjk", columns, columns)
        normal += np.eye(3) * (_PULL + damping[:, None] * _DAMPED + ~free)[:, None, :]
        slope = np.einsum("cij,ci->cj", columns, miss) - _PULL * parameters * free
        step = np.linalg.solve(normal, slope[:, :, None])[:, :, 0]
        step /= np.maximum(np.abs(step / _FARTHEST).max(axis=1, keepdims=True), 1.0)
        free = ((parameters + step) >= _LOWEST) & ((parameters + step) <= _HIGHEST)
    inside: Floats = np.clip(parameters + step, _LOWEST, _HIGHEST)
    return inside


def _missed(sites: Sites, targets: CellTargets, shares: Floats) -> Floats:
    weighted: Floats = _miss(sites, targets, shares * sites.known[:, None]) * _DISSIMILARITY_FIRST
    return weighted


def _jacobian(
    sites: Sites, targets: CellTargets, model: _Model, margins: Floats, miss: Floats
) -> Floats:
    """Return how the indices move with each parameter, cell × 2 × 3."""
    jacobian = np.empty((CELLS, 2, 3))
    for k in range(3):
        moved = model.parameters.copy()
        moved[:, k] += _STEP
        moved_margins = margins if k < 2 else _margins(sites, targets.shares, moved[:, 2])
        nearby, _constants = _shares(sites, moved_margins, moved, model.constants)
        jacobian[:, :, k] = (miss - _missed(sites, targets, nearby)) / _STEP
    return jacobian


def _margins(sites: Sites, shares: Floats, tilt: Floats) -> Floats:
    """Return municipality × group totals that vary around their cell and add up to it exactly."""
    shift = sites.group_shift + tilt[sites.cell] * sites.school_size
    factor = shares[sites.cell].T * np.exp(np.outer((-0.5, 0.0, 0.5), shift))
    goal = shares.T * sites.in_cells(sites.pupils)
    for _ in range(10):
        part = sites.pupils * factor / factor.sum(axis=0)
        ratio = goal / np.maximum(sites.in_cells(part), 1e-12)
        factor *= ratio[:, sites.cell]
        if np.abs(ratio[:, sites.cell] - 1).max() < 1e-6:
            break
    margins: Floats = (sites.pupils * factor / factor.sum(axis=0)).T
    return margins


def _shares(
    sites: Sites, margins: Floats, parameters: Floats, constants: Floats
) -> tuple[Floats, Floats]:
    """Return school × group shares with these parameters and the municipal constants that keep the
    group totals.
    """
    bend = np.exp(parameters[:, 1])[sites.cell][sites.of]
    slope = (np.exp(parameters[:, 0])[sites.cell] * sites.sorting)[sites.of]
    bent = np.sign(sites.position) * np.abs(sites.position) ** bend
    rise = np.exp(np.clip(slope * bent, -25, 25))
    fall = 1 / rise
    constants = constants.copy()
    goal = margins[:, (0, 2)].T
    least = 1e-7 * np.maximum(sites.pupils, 1e-9)
    known = sites.known.astype(float)
    for _ in range(40):
        weight = np.exp(constants)[sites.of]
        first, third = weight[:, 0] * fall, weight[:, 1] * rise
        total = 1 + first + third
        first, third = first / total, third / total
        in_first, in_third = known * first, known * third
        sums = sites.total(
            np.stack([in_first, in_third, in_first * first, in_third * third, in_first * third])
        )
        miss = goal - sums[:2]
        if (np.abs(miss) < least).all():
            break
        slopes = sums[:2] - sums[2:4] + 1e-9
        both = -sums[4]
        determinant = np.maximum(slopes[0] * slopes[1] - both**2, 1e-12 * slopes[0] * slopes[1])
        step = np.stack(
            [slopes[1] * miss[0] - both * miss[1], slopes[0] * miss[1] - both * miss[0]], axis=1
        )
        constants += np.clip(step / determinant[:, None], -1.5, 1.5)
    return np.stack([first, 1 - first - third, third], axis=1), constants


def _round(sites: Sites, shares: Floats) -> Ints:
    """Round to whole pupils along running totals: no group gains or loses over a run of schools."""
    first = running_round(sites.known * shares[:, 0])
    below_third = running_round(sites.known * (shares[:, 0] + shares[:, 1]))
    below_third = np.minimum(np.maximum(below_third, first), sites.known)
    return np.stack([first, below_third - first, sites.known - below_third], axis=1)
