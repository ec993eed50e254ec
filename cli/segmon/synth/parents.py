"""Parents and journeys: lookup tables that turn a pupil's group into register columns that give
exactly that group.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

MISSING = 3  # group code of a pupil without a known value, after the three groups 0, 1, 2
TABLE_BITS = 10

LEVELS = (None, "no_start_qualification", "start_qualification", "higher_education")
# Level of either parent (0 = unknown) and share, per group of the highest known level.
_EDUCATION: tuple[tuple[tuple[int, int, float], ...], ...] = (
    ((1, 1, 0.66), (1, 0, 0.22), (0, 1, 0.12)),
    ((2, 2, 0.46), (2, 1, 0.17), (1, 2, 0.15), (2, 0, 0.13), (0, 2, 0.09)),
    (
        (3, 3, 0.52),
        (3, 2, 0.15),
        (2, 3, 0.14),
        (3, 1, 0.03),
        (1, 3, 0.02),
        (3, 0, 0.08),
        (0, 3, 0.06),
    ),
    ((0, 0, 1.0),),
)
_ONE_ABROAD = (
    ("TR", 0.13),
    ("MA", 0.12),
    ("SR", 0.11),
    ("DE", 0.11),
    ("BE", 0.07),
    ("CW", 0.06),
    ("GB", 0.06),
    ("ID", 0.05),
    ("PL", 0.07),
    ("US", 0.04),
    ("BR", 0.04),
    ("FR", 0.04),
    ("TH", 0.03),
    ("IT", 0.03),
    ("CN", 0.02),
    ("IR", 0.02),
)
_BOTH_ABROAD = (
    ("TR", 0.15),
    ("MA", 0.16),
    ("SY", 0.14),
    ("PL", 0.11),
    ("SR", 0.07),
    ("CW", 0.04),
    ("SO", 0.04),
    ("IQ", 0.04),
    ("AF", 0.04),
    ("ER", 0.03),
    ("IN", 0.05),
    ("CN", 0.03),
    ("GH", 0.02),
    ("BG", 0.03),
    ("RO", 0.03),
    ("DE", 0.02),
)


def _birth_pairs() -> list[list[tuple[str | None, str | None, float]]]:
    """Return (country, country, share) per group; None is unknown: a single known parent decides
    alone.
    """
    one_abroad: list[tuple[str | None, str | None, float]] = []
    both_abroad: list[tuple[str | None, str | None, float]] = []
    for country, share in _ONE_ABROAD:
        one_abroad += [("NL", country, 0.5 * share), (country, "NL", 0.5 * share)]
    for (country, share), (other, _) in zip(
        _BOTH_ABROAD, _BOTH_ABROAD[1:] + _BOTH_ABROAD[:1], strict=True
    ):
        both_abroad += [(country, country, 0.86 * share), (country, other, 0.08 * share)]
        both_abroad += [(country, None, 0.06 * share)]
    both_nl = [("NL", "NL", 0.955), ("NL", None, 0.03), (None, "NL", 0.015)]
    return [[*both_nl], one_abroad, both_abroad, [(None, None, 1.0)]]


def education_table() -> tuple[list[tuple[str | None, str | None]], Bytes]:
    """Return the pairs of parents' levels and the table (group, chance) → pair."""
    return _pairs(
        [[(LEVELS[a], LEVELS[b], share) for a, b, share in group] for group in _EDUCATION]
    )


def birth_table() -> tuple[list[tuple[str | None, str | None]], Bytes]:
    """Return the pairs of parents' countries of birth and the table (group, chance) → pair."""
    return _pairs(_birth_pairs())


def _pairs(
    groups: list[list[tuple[str | None, str | None, float]]],
) -> tuple[list[tuple[str | None, str | None]], Bytes]:
    pairs: list[tuple[str | None, str | None]] = []
    size = 2**TABLE_BITS
    table = np.empty((len(groups), size), dtype=np.uint8)
    for g, group in enumerate(groups):
        shares = np.array([share for _, _, share in group])
        ends = np.rint(np.cumsum(shares) / shares.sum() * size).astype(np.int64)
        table[g] = len(pairs) + np.searchsorted(ends, np.arange(size), side="right")
        pairs += [(first, second) for first, second, _ in group]
    return pairs, table


# Kilometres: median in an average municipality, factor per urbanity class 1…5, and factor by
# governance (openbaar, bijzonder) and education group (unknown last): higher educated parents'
# children travel farther, most of all to bijzonder schools.
_MEDIAN_KM = {"po": 0.75, "vo": 3.2}
_URBANITY_FACTOR = np.array([0.85, 0.9, 0.95, 1.1, 1.4])
_GROUP_FACTOR = np.array([(0.92, 0.97, 1.05, 0.95), (1.08, 1.18, 1.5, 1.12)])
_MOST_KM = {"po": 40.0, "vo": 60.0}


def journey_quantiles() -> NDArray[np.float64]:
    """Return 2**TABLE_BITS equally likely distances around a median of one: a logistic curve in the
    logarithm.
    """
    chance = (np.arange(2**TABLE_BITS) + 0.5) / 2**TABLE_BITS
    quantiles: NDArray[np.float64] = (chance / (1 - chance)) ** 0.42
    return quantiles


def journey_table(sector: str) -> NDArray[np.int32]:
    """Return metres / 10 by (urbanity class − 1, governance, education group, random number)."""
    factor = _MEDIAN_KM[sector] * _URBANITY_FACTOR[:, None, None] * _GROUP_FACTOR[None]
    km = np.minimum(factor[..., None] * journey_quantiles(), _MOST_KM[sector])
    table: NDArray[np.int32] = np.rint(100 * km).astype(np.int32)
    return table
