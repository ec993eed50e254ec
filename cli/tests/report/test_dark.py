"""The dark scheme: every colour of a chart has one of its own that is seen on dark paper."""

from __future__ import annotations

from itertools import pairwise

from segmon.report.dark import OTHERS, PAPER, counterparts, distinct
from segmon.report.palette import (
    COLOURS,
    GOVERNANCES,
    INK,
    ORDERED,
    POSITIONS,
    contrast,
    look,
    year_colours,
)

YEARS = year_colours([f"{year}-{year + 1}" for year in range(2012, 2024)])


def test_every_colour_is_seen_and_has_a_counterpart_of_its_own() -> None:
    shades = [shade for shades in POSITIONS.values() for shade in shades]
    made_up = [look(place).colour for place in range(40)]
    colours = {INK, *COLOURS, *ORDERED, *GOVERNANCES, *YEARS.values(), *shades, *made_up}
    made = distinct(sorted(colours))
    assert len({*made.values()}) == len(colours)
    assert min(contrast(colour, PAPER) for colour in made.values()) >= 4.5


def test_the_later_a_year_the_more_it_stands_out() -> None:
    made = distinct(YEARS.values())
    years = [contrast(made[colour], PAPER) for colour in YEARS.values()]
    assert all(after > before for before, after in pairwise(years))


def test_colours_are_found_and_paper_is_paper() -> None:
    made = counterparts('{"fill": "#0072b2", "stroke": "white", "text": "#3.1.2 whitest #12345"}')
    assert {*made} == {"#0072b2", *OTHERS}
    assert made["white"] == PAPER
