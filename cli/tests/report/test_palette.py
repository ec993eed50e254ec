"""Colours, marks and dashes: each its own, seen on paper, and the same whatever else is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest

from segmon.labels import Language, groups, labels, read_seed
from segmon.report import palette

SEEDED = read_seed("focus_cities")
YEARS = [f"{year}-{year + 1}" for year in range(2012, 2032)]


@pytest.mark.parametrize("n_years", [1, 2, 4, 12, 20])
def test_no_two_years_look_the_same(n_years: int) -> None:
    made = palette.year_colours(YEARS[:n_years])
    assert [*made] == YEARS[:n_years]
    seen = [palette.contrast(colour) for colour in made.values()]
    assert min(seen) >= 3
    # the later, the darker, by a step that is seen
    assert all(after / before > 1.05 for before, after in pairwise(seen))
    assert [*made.values()][-1] == palette.YEARS[-1]


def test_there_are_colours_marks_and_dashes_for_any_number_of_series() -> None:
    made = [palette.look(place) for place in range(100)]
    assert len({look.colour for look in made}) == 100
    assert min(palette.contrast(look.colour) for look in made) >= 3
    assert len({(look.shape, look.dash) for look in made[:40]}) == 40


def test_a_city_looks_the_same_whatever_other_cities_are_shown() -> None:
    cities = {row["municipality_code"]: f"city {i}" for i, row in enumerate(SEEDED)}
    areas = {("national", "NL"): "Nederland", **{("g4", c): name for c, name in cities.items()}}
    all_looks = palette.area_looks(areas)
    assert len({look.colour for look in all_looks.values()}) == len(areas)
    for code, name in cities.items():
        assert palette.area_looks({("g4", code): name}) == {name: all_looks[name]}
    other = palette.area_looks({("g4", "GM0637"): "Zoetermeer"})["Zoetermeer"]
    assert other.colour not in {look.colour for look in all_looks.values()}


def test_classes_groups_and_governances_have_looks_of_their_own() -> None:
    classes = {("urbanity", code): code for code in labels("urbanity", Language.en)}
    found = {
        "classes": palette.area_looks(classes),
        "governances": palette.governance_looks(labels("governance", Language.en)),
        **{
            characteristic: palette.group_looks(groups(characteristic, Language.en), "All")
            for characteristic in ("income", "education", "migration", "pupil_weight", "noat")
        },
    }
    for kind, looks in found.items():
        assert len({look.colour for look in looks.values()}) == len(looks), kind
        assert min(palette.contrast(look.colour) for look in looks.values()) >= 3, kind
