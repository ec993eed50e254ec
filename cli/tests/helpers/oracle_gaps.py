"""D without what chance adds to it, and its standard error: shares of schools measured with errors.

Nothing here is used by the product, nor by its macros.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.oracle_indices import Schools, dissimilarity, total_of


@dataclass(frozen=True)
class Gap:
    """The difference between a school's parts of two groups, measured with an error.

    Attributes:
        parts: its part of each group, and the pupils of that group.
    """

    parts: tuple[tuple[float, int], tuple[float, int]]

    @property
    def size(self) -> float:
        return self.parts[0][0] - self.parts[1][0]

    @property
    def error(self) -> float:
        return math.sqrt(sum(part * (1 - part) / n for part, n in self.parts))

    @property
    def certainty(self) -> float:
        return math.erf(abs(self.size) / self.error / math.sqrt(2)) if self.error else 1.0

    @property
    def folded(self) -> float:
        """What is measured of its size, without its sign, on average."""
        tail = math.exp(-((self.size / self.error) ** 2) / 2) if self.error else 0.0
        return abs(self.size) * self.certainty + self.error * math.sqrt(2 / math.pi) * tail

    @property
    def slope(self) -> float:
        return math.copysign(self.certainty, self.size) if self.size else 0.0

    @property
    def residual(self) -> float:
        """Of its size without sign, the deviation that does not go with that of its size."""
        if not self.error or abs(self.size) / self.error >= 3 * math.sqrt(2):
            return 0.0
        variance = self.size**2 + self.error**2 - self.folded**2
        return math.sqrt(max(variance - (self.slope * self.error) ** 2, 0))

    def covariance(self, other: Gap) -> float:
        """Of both without sign."""
        pairs = zip(self.parts, other.parts, strict=True)
        shared = -sum(part * part_of_other / n for (part, n), (part_of_other, _) in pairs)
        common = self.slope * other.slope * shared
        if self.error and other.error:
            correlation = shared / self.error / other.error
            common += self.residual * other.residual * correlation**2
        return common


def _gaps(schools: Schools) -> list[Gap]:
    first, third = total_of(schools, "first"), total_of(schools, "third")
    return [Gap(((s.first / first, first), (s.third / third, third))) for s in schools]


def corrected(schools: Schools) -> float:
    """D twice, less what would be measured of it."""
    measured = dissimilarity(schools)
    assert measured is not None
    return 2 * float(measured) - sum(gap.folded for gap in _gaps(schools)) / 2


def standard_error(schools: Schools) -> float:
    """The covariances of all pairs of schools, each school with itself too."""
    gaps = _gaps(schools)
    variance = math.fsum(
        gap.size**2 + gap.error**2 - gap.folded**2 if gap is other else gap.covariance(other)
        for gap in gaps
        for other in gaps
    )
    return math.sqrt(variance) / 2 if variance > 1e-12 else 0.0
