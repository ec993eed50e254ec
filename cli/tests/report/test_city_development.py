"""How a city developed, in whole and in halves: each true, false and undecided."""

from __future__ import annotations

import pytest

from helpers.city_topics import CITY, CODE, YEARS, made, said, step, topic
from segmon.report.city.edition import City
from segmon.report.city.pace import pace


@pytest.mark.parametrize(
    ("values", "outcome", "heading"),
    [
        # what the letter says of education: up in ten years, flatter since 2018
        ((0.40, 0.47, 0.49), "rose.flatter", "increased, flatter since 2018-2019"),
        ((0.40, 0.47, 0.47), "rose.level", "increased, flat since 2018-2019"),
        ((0.40, 0.46, 0.50), "rose.steady", "increased, also since 2018-2019"),
        ((0.40, 0.43, 0.50), "rose.steeper", "increased, faster since 2018-2019"),
        ((0.40, 0.40, 0.43), "rose.begun", "increased, mostly since 2018-2019"),
        ((0.40, 0.47, 0.44), "rose.turned_down", "increased, but decreases since 2018-2019"),
        ((0.40, 0.41, 0.41), "rose_slightly.level", "increased slightly, flat since 2018-2019"),
        # of income: fairly stable
        ((0.40, 0.40, 0.40), "same", "stayed the same"),
        ((0.40, 0.43, 0.40), "same.turned_down", "stayed the same, but decreases since 2018-2019"),
        # of migration: down
        ((0.50, 0.45, 0.40), "fell.steady", "decreased, also since 2018-2019"),
        ((0.50, 0.49, 0.49), "fell_slightly.level", "decreased slightly, flat since 2018-2019"),
        ((0.50, 0.40, 0.43), "fell.turned_up", "decreased, but increases since 2018-2019"),
        # the year that divides is unknown: of since nothing is said
        ((0.50, None, 0.40), "fell", "decreased"),
    ],
)
def test_how_it_developed(values: tuple[float | None, ...], outcome: str, heading: str) -> None:
    (claim,) = made("development", topic({"city": values}))
    assert claim.outcome == outcome
    assert said(claim) == f"Segregation by income {heading}"


def test_what_is_unknown_of_a_development() -> None:
    assert not made("development", topic({"city": (None, 0.4, 0.5)}))
    assert not made("development", topic({"country": (0.4, 0.4, 0.5)}))
    whole = City(CODE, "Groningen", "1", YEARS)
    (claim,) = made("development", topic({"city": (0.40, 0.47, 0.49)}), city=whole)
    assert claim.outcome == "rose"
    assert claim.findings[0].facts["halves"] == []


def test_what_chance_could_do_is_no_change_since() -> None:
    before, since = CITY.spans[1:]
    (claim,) = made("development", topic({"city": (0.40, 0.45, 0.50)}, within_chance=(since,)))
    assert claim.outcome == "rose.level"
    (claim,) = made("development", topic({"city": (0.40, 0.45, 0.50)}, within_chance=(before,)))
    assert claim.outcome == "rose.begun"
    (claim,) = made(
        "development", topic({"city": (0.40, 0.45, 0.50)}, within_chance=(*CITY.spans,))
    )
    assert claim.outcome == "rose"
    assert said(claim).endswith("(chance alone could do that)")


@pytest.mark.parametrize(
    ("before", "since", "expected"),
    [
        (0.12, 0.05, "steady"),
        (0.12, 0.03, "flatter"),
        (0.12, 0.04, "steady"),
        (0.03, 0.05, "steeper"),
    ],
)
def test_the_pace_is_by_the_year(before: float, since: float, expected: str) -> None:
    """Six years before, four since: half as fast is 0.04 after 0.12."""
    first, second = (
        step({}, {span[0]: 0.2, span[1]: 0.2 + difference}, span)
        for span, difference in zip(CITY.spans[1:], (before, since), strict=True)
    )
    assert pace(first, second) == expected
