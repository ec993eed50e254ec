"""The indices of the published monitors, of the schools of a municipality, as fractions.

An undefined index is None. Nothing here is used by the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class School:
    """The pupils of one school: of the first group, of the third, and of any known group."""

    first: int
    third: int
    known: int


Schools = Sequence[School]


def size_of(school: School, group: str) -> int:
    """Its pupils of the first, the middle or the third group."""
    if group == "middle":
        return school.known - school.first - school.third
    return school.first if group == "first" else school.third


def total_of(schools: Schools, group: str) -> int:
    """The pupils of a group at all schools."""
    return sum(size_of(school, group) for school in schools)


def dissimilarity(schools: Iterable[School]) -> Fraction | None:
    """Half the sum of the differences between the school's shares of the two groups."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    third = sum(school.third for school in schools)
    if not first or not third:
        return None
    terms = (Fraction(s.third, third) - Fraction(s.first, first) for s in schools)
    return Fraction(1, 2) * sum(abs(term) for term in terms)


def interaction(schools: Iterable[School]) -> Fraction | None:
    """The share of the third group at the school of the average pupil of the first."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    if not first or not sum(school.third for school in schools):
        return None
    return sum(
        (Fraction(s.first, first) * Fraction(s.third, s.known) for s in schools if s.first),
        Fraction(0),
    )


def interaction_reverse(schools: Iterable[School]) -> Fraction | None:
    """The share of the first group at the school of the average pupil of the third."""
    return interaction(School(school.third, school.first, school.known) for school in schools)


INDICES = {
    "dissimilarity": dissimilarity,
    "interaction": interaction,
    "interaction_reverse": interaction_reverse,
}
