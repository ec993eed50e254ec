"""The indices of a few schools, of many possible compositions at once.

A reader computes them from the definitions that are published with them. The audit uses no line of
the models, so that it also finds what a model gives away by mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Compositions:
    """Possible compositions of the same schools: arrays with a school on the last axis.

    Attributes:
        first: pupils of the first group.
        third: pupils of the third group.
        known: all pupils of known group.
    """

    first: Numbers
    third: Numbers
    known: Numbers

    @property
    def middle(self) -> Numbers:
        """Pupils of the middle group."""
        return self.known - self.first - self.third

    def of(self, group: str) -> Numbers:
        """Pupils of a group."""
        counts = {"first": self.first, "third": self.third, "known": self.known}
        return self.middle if group == "middle" else counts[group]


Formula = Callable[[Compositions], Numbers]
GROUPS = ("first", "middle", "third")


def _total(counts: Numbers) -> Numbers:
    return np.asarray(counts.sum(axis=-1, keepdims=True), float)


def parts(counts: Numbers) -> Numbers:
    """The part of a group that each school has; without such pupils there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(counts / _total(counts), float)


def _unevenness(one: str, other: str) -> Formula:
    def formula(it: Compositions) -> Numbers:
        gaps = np.abs(parts(it.of(one)) - parts(it.of(other)))
        return np.asarray(0.5 * gaps.sum(axis=-1), float)

    return formula


def _exposure(of_group: str, met_group: str) -> Formula:
    def formula(it: Compositions) -> Numbers:
        met = parts(it.of(of_group)) * it.of(met_group) / it.known
        # nobody is met where there is nobody
        return np.where(it.of(met_group).sum(axis=-1) > 0, met.sum(axis=-1), np.nan)

    return formula


def _hutchens(it: Compositions) -> Numbers:
    return np.asarray(1 - np.sqrt(parts(it.first) * parts(it.third)).sum(axis=-1), float)


def _normalised_exposure(it: Compositions) -> Numbers:
    first, third = _total(it.first), _total(it.third)
    both = it.first + it.third
    gaps = (it.first * third - it.third * first) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        terms = gaps / (both * (first + third) * first * third)
    return np.where(first[..., 0] * third[..., 0] > 0, np.nansum(terms, axis=-1), np.nan)


def _entropy_terms(counts: Numbers, of: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = counts / of
        return np.where(counts > 0, share * np.log(share), 0.0)


def _entropy(it: Compositions) -> Numbers:
    known = it.known.sum(axis=-1)
    terms = [_entropy_terms(it.of(group).sum(axis=-1), known) for group in GROUPS]
    return -np.asarray(sum(terms), float)


def _mutual_information(it: Compositions) -> Numbers:
    within = -sum(_entropy_terms(it.of(group), it.known) for group in GROUPS)
    weights = it.known / _total(it.known)
    return np.asarray(_entropy(it) - (weights * within).sum(axis=-1), float)


def _theil(it: Compositions) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(_mutual_information(it) / _entropy(it), float)


def _share_to_move(it: Compositions) -> Numbers:
    first, third = it.first.sum(axis=-1), it.third.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = 2 * first * third / (first + third) ** 2
    return np.asarray(scale * _unevenness("first", "third")(it), float)


def _pupils(*groups: str) -> Formula:
    return lambda it: np.asarray(sum(it.of(group) for group in groups), float).sum(axis=-1)


FORMULAS: dict[str, Formula] = {
    **{group: _pupils(group) for group in GROUPS},
    "pairs": _pupils("first", "third"),
    "dissimilarity": _unevenness("first", "third"),
    "gorard_segregation": _unevenness("first", "known"),
    "interaction": _exposure("first", "third"),
    "interaction_reverse": _exposure("third", "first"),
    **{f"isolation_{group}": _exposure(group, group) for group in GROUPS},
    **{
        f"exposure_{one}_{other}": _exposure(one, other)
        for one in GROUPS
        for other in GROUPS
        if "middle" in (one, other) and one != other
    },
    "hutchens_square_root": _hutchens,
    "normalised_exposure": _normalised_exposure,
    "mutual_information": _mutual_information,
    "theil_information": _theil,
    "share_to_move": _share_to_move,
}
