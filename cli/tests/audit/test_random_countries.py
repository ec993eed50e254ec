"""Random small municipalities: what the audit says of them, against all that is possible.

Everything here is reckoned with fractions, and without the audit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.releases import GROUPS, INDICES, ROUNDED, Country, Rounding, School, total
from segmon.audit import Limits, attack

#: As schools of so few pupils can keep them.
LIMITS = Limits(min_candidates=3, min_range=2)
COARSE = Rounding(1, 10)


def schools(n: int, most: int) -> st.SearchStrategy[tuple[School, ...]]:
    groups = st.tuples(*[st.integers(0, most)] * 3).filter(lambda it: 0 < sum(it) <= most)
    return st.lists(groups, min_size=n, max_size=n).map(
        lambda them: tuple(School(str(i), *groups) for i, groups in enumerate(them))
    )


def shown(them: tuple[School, ...], rounding: Rounding) -> tuple[object, ...]:
    """What a release shows of a municipality: groups in tens and in shares, and the indices."""
    known = sum(school.known for school in them)
    counts = [total(them, position) for _, position in GROUPS]
    return (
        *(rounding.count(n) for n in counts),
        *(rounding.of(Fraction(n, known)) for n in counts),
        *(rounding.of(index(them)) for index in INDICES.values()),
    )


def is_found_out(them: tuple[School, ...], rounding: Rounding) -> bool:
    """Whether some school has too few numbers of pupils of a group that fit what is shown."""
    told = shown(them, rounding)
    each = [
        [(a, s.known - a - b, b) for a in range(s.known + 1) for b in range(s.known + 1 - a)]
        for s in them
    ]
    possible: dict[tuple[int, int], set[int]] = defaultdict(set)
    for groups in product(*each):
        if shown(tuple(School("", *it) for it in groups), rounding) == told:
            for school, numbers in enumerate(groups):
                for group, n in enumerate(numbers):
                    possible[school, group].add(n)
    return any(
        len(values) < min(LIMITS.min_candidates, them[school].known + 1)
        or max(values) - min(values) < min(LIMITS.min_range, them[school].known)
        for (school, _), values in possible.items()
    )


def is_told(them: tuple[School, ...], rounding: Rounding) -> bool:
    """Whether the audit says that a school is found out from the municipality alone."""
    country = Country(them)
    release = country.release(rounding, lambda _table, key: key[5] != "all")
    return any(
        it.attack == "compositions" and it.block[3] == "municipality"
        for it in attack(release, country.totals(), replace(LIMITS, decimals=rounding.decimals))
    )


def undefined(them: tuple[School, ...]) -> bool:
    return not total(them, "first") or not total(them, "third")


@settings(max_examples=40, deadline=None)
@given(schools(2, 7), st.sampled_from([ROUNDED, Rounding(3, 10), COARSE, Rounding(0, 10)]))
def test_two_schools(them: tuple[School, ...], rounding: Rounding) -> None:
    if not undefined(them):
        assert is_told(them, rounding) == is_found_out(them, rounding)


# half of the pupils would be of the third group only if the share were shown as 1
@example((School("0", 0, 0, 2), School("1", 0, 0, 2), School("2", 1, 1, 0)), Rounding(0, 10))
@settings(max_examples=30, deadline=None)
@given(schools(3, 3), st.sampled_from([ROUNDED, COARSE, Rounding(0, 10)]))
def test_three_schools(them: tuple[School, ...], rounding: Rounding) -> None:
    if not undefined(them):
        assert is_told(them, rounding) == is_found_out(them, rounding)


@settings(max_examples=15, deadline=None)
@given(schools(1, 20))
def test_one_school_is_always_told(them: tuple[School, ...]) -> None:
    country = Country(them)
    assert any(
        it.attack == "one school" for it in attack(country.release(), country.totals(), LIMITS)
    )
