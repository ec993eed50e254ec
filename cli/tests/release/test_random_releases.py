"""Releases of countries invented by hypothesis, settled as a release is: nobody is found out.

What is shown in the end is held against every composition of the schools that is possible, reckoned
with fractions and without the audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers import blocks
from helpers.blocks import CHARACTERISTIC, YEAR, Models
from helpers.releases import GROUPS, INDICES, Country, Key, Rounding, School, total
from segmon.audit import Limits, attack
from segmon.release.judge import hide_blocks

#: As schools of so few pupils can keep them.
LIMITS = Limits(0, 2, 2.0, 0, 10, 1, 3, 2)
RULES = {"min_count": 0.0, "min_hidden_count": 0.0, "min_schools": 2.0, "max_share": 2.0}
ROUNDING = Rounding(0, 10)
SETTLED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """One or two municipalities of two or three schools."""
    schools = []
    for place in range(draw(st.integers(1, 2))):
        n_schools = draw(st.integers(2, 3))
        for _ in range(n_schools):
            # of three schools fewer pupils, as all their compositions are looked at
            known = draw(st.integers(3, 14 - 3 * n_schools))
            first = draw(st.integers(0, known))
            third = draw(st.integers(0, known - first))
            category = draw(st.sampled_from(["openbaar", "openbaar", "category_1"]))
            where = (f"GM{place:04}", str(1 + place), category, YEAR)
            schools.append(School(str(len(schools)), first, known - first - third, third, *where))
    country = Country(tuple(schools))
    for key, them in country.blocks().items():
        if key[3] == "municipality" and key[5] == "all":
            assume(total(them, "first") and total(them, "third"))
    return country


def is_one_of(keys: set[Key], _table: str, key: Key) -> bool:
    return key in keys


def settled(models: Models, country: Country) -> set[Key]:
    """The blocks that a release of the country shows in the end."""
    invented = blocks.Country(
        "po",
        [
            blocks.School(
                *(int(it.municipality[2:]), it.denomination, it.governance),
                (it.first, it.middle, it.third),
            )
            for it in country.schools
        ],
        [1 + place % 2 for place in range(3)],
        3,
    )
    with blocks.scratch(invented, RULES) as connection:
        while True:
            judged = blocks.judge(connection, models["national"])
            hidden = {tuple(it.block_id.split("/")) for it in judged if it.is_hidden}
            release = country.release(ROUNDING, partial(is_one_of, hidden))
            found = attack(release, country.totals(), LIMITS)
            if not found:
                return country.blocks().keys() - hidden
            assert hide_blocks(connection, {"/".join(it.to_hide) for it in found})


def told(country: Country, shown: set[Key]) -> tuple[object, ...]:
    """What a release tells of the schools of one municipality, and of categories of it."""
    values: list[object] = []
    for key, schools in country.blocks().items():
        if key[3] != "municipality" or key not in shown:
            continue
        known = sum(school.known for school in schools)
        for _, position in GROUPS:
            n = total(schools, position)
            values += [ROUNDING.count(n), ROUNDING.of(Fraction(n, known))]
        if key[5] == "all":
            values += [ROUNDING.of(index(schools)) for index in INDICES.values()]
        else:
            values += country.contribution(key, schools, ROUNDING).values()
    return tuple(values)


def alternatives(schools: tuple[School, ...]) -> Iterator[Country]:
    """Every composition that these schools can have."""
    each = [
        [
            School(s.school_id, a, s.known - a - b, b, s.municipality, "1", s.denomination, YEAR)
            for a in range(s.known + 1)
            for b in range(s.known + 1 - a)
        ]
        for s in schools
    ]
    return (Country(them) for them in product(*each))


def is_found_out(schools: tuple[School, ...], shown: set[Key]) -> bool:
    """Whether some school has too few numbers of pupils of a group that fit what is shown."""
    truth = told(Country(schools), shown)
    fitting = [it.schools for it in alternatives(schools) if told(it, shown) == truth]
    for number, school in enumerate(schools):
        for _, position in GROUPS:
            values = {them[number].of(position) for them in fitting}
            n_least = min(LIMITS.min_candidates, school.known + 1)
            if len(values) < n_least or max(values) - min(values) < min(
                LIMITS.min_range, school.known
            ):
                return True
    return False


def nobody_is_found_out(models: Models, country: Country) -> None:
    shown = settled(models, country)
    places = {school.municipality for school in country.schools}
    for place in sorted(places):
        schools = tuple(it for it in country.schools if it.municipality == place)
        if (YEAR, "po", CHARACTERISTIC, "municipality", place, "all", "all") in shown:
            assert not is_found_out(schools, shown)


@settings(SETTLED, max_examples=8)
@given(country=countries())
def test_nobody_is_found_out(models: Models, country: Country) -> None:
    nobody_is_found_out(models, country)


@pytest.mark.nightly
@settings(SETTLED, max_examples=300)
@given(country=countries())
def test_nobody_is_found_out_of_hundreds(models: Models, country: Country) -> None:
    nobody_is_found_out(models, country)


def test_what_is_safe_is_shown(models: Models) -> None:
    place = ("GM0000", "1", "openbaar", YEAR)
    country = Country((School("0", 3, 2, 3, *place), School("1", 3, 3, 2, *place)))
    assert (YEAR, "po", CHARACTERISTIC, "municipality", *place[:1], "all", "all") in settled(
        models, country
    )
