"""Releases that give a school away, made on purpose, and what the audit says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from helpers.releases import EXACT, ROUNDED, Country, Key, Rounding, School
from segmon.audit import Breach, Limits, attack

LIMITS = Limits()
#: Twelve schools of one municipality with a fair number of pupils of each group.
LARGE = tuple(
    School(f"L{n}", *groups, denomination=("openbaar", "rooms_katholiek")[n % 2])
    for n, groups in enumerate(
        [(60, 90, 50), (40, 80, 90), (75, 60, 45), (30, 70, 80), (55, 85, 65), (66, 92, 71)] * 2
    )
)


def breaches(
    country: Country, rounding: Rounding = ROUNDED, hidden: Sequence[Key] = ()
) -> list[Breach]:
    release = country.release(rounding, lambda _table, key: key in hidden)
    return attack(release, country.totals(), LIMITS)


def municipality(code: str = "GM0001", *category: str) -> Key:
    return ("2023-2024", "po", "income", "municipality", code, *(category or ("all", "all")))


def categories(country: Country) -> list[Key]:
    return [key for key in country.blocks() if key[5] != "all"]


def test_a_safe_release_passes() -> None:
    assert breaches(Country(LARGE)) == []


def test_more_digits_than_are_promised_are_told_by_their_column() -> None:
    found = {
        (it.table, it.cell) for it in breaches(Country(LARGE), EXACT) if it.attack == "rounding"
    }
    assert ("segregation_municipality", "value") in found
    assert ("group_distribution", "n_pupils") in found
    assert ("group_distribution", "share") in found


def test_two_schools_at_three_decimals() -> None:
    country = Country(LARGE[:2])
    found = breaches(country, Rounding(3, 10), categories(country))
    assert {it.attack for it in found} >= {"compositions", "rounding"}
    (of_schools,) = [
        it for it in found if it.block == municipality() and it.attack == "compositions"
    ]
    assert "one of its 2 schools" in of_schools.sentence
    assert "dissimilarity" in of_schools.sentence
    # the audit names the cell and never what is in it
    assert "60" not in str(of_schools) and "40" not in str(of_schools)


def test_a_category_of_one_school() -> None:
    lonely = School("K", 40, 60, 50, denomination="klein_religieus")
    country = Country((*LARGE, lonely))
    found = [it for it in breaches(country) if it.attack == "one school"]
    blocks = {it.block[4:] for it in found}
    assert blocks == {(area, "denomination", "klein_religieus") for area in ("GM0001", "NL")}
    assert all("there is one school here" in it.sentence for it in found)


@pytest.mark.parametrize(
    ("groups", "said"),
    [((2, 90, 60), "fewer than 10"), ((40, 5000, 60), "90% or more")],
)
def test_small_and_large_groups(groups: tuple[int, int, int], said: str) -> None:
    first, middle, third = groups
    schools = tuple(School(str(n), first // 2, middle, third) for n in range(4))
    found = [it for it in breaches(Country(schools)) if it.attack == "small numbers"]
    assert found
    assert all(said in it.sentence for it in found)


def test_without_public_totals_that_fit_nothing_is_called_safe() -> None:
    country = Country(LARGE[:2])
    totals = country.totals().assign(n_pupils=lambda it: it["n_pupils"] // 4)
    (found,) = [
        it
        for it in attack(
            country.release(hide=lambda table, key: key in categories(country)), totals, LIMITS
        )
        if it.block == municipality() and it.attack == "contradictions"
    ]
    assert "cannot tell" in found.sentence


def test_a_block_that_is_hidden_now_and_was_shown_before() -> None:
    two = tuple(
        School(f"M{n}", *groups, "GM0002", denomination="rooms_katholiek")
        for n, groups in enumerate([(40, 60, 30), (20, 70, 50)])
    )
    country = Country((*LARGE, *two))

    def hide(_table: str, key: Key) -> bool:
        return key[4] != "GM0001" or key[5] != "all"

    now = country.release(hide=hide)
    assert attack(now, country.totals(), LIMITS) == []
    before = country.release(EXACT, lambda _table, key: key[5] != "all")
    found = attack(now, country.totals(), LIMITS, previous=before)
    (of_schools,) = [
        it for it in found if it.block == municipality("GM0002") and it.attack == "differences"
    ]
    assert of_schools.table.startswith("previous ")
    # nothing that is hidden now can mend that
    assert all(it.is_known for it in found)


def test_a_block_that_neither_release_tells_and_both_together_do() -> None:
    small = tuple(School(f"M{n}", 40 - n, 60, 30 + n, "GM0002") for n in range(4))
    country = Country((*LARGE, *small))
    exact, country_wide = (
        Rounding(2, 1),
        ("2023-2024", "po", "income", "national", "NL", "all", "all"),
    )
    now = country.release(exact, lambda _table, key: key != country_wide)
    before = country.release(exact, lambda _table, key: key != municipality())
    totals = country.totals()
    for one in (now, before):
        assert municipality("GM0002") not in {it.block for it in attack(one, totals, LIMITS)}
    (found,) = [
        it
        for it in attack(now, totals, LIMITS, previous=before)
        if it.block == municipality("GM0002")
    ]
    assert not found.is_known


def test_figures_from_before_a_correction_are_not_mixed_with_later_ones() -> None:
    small = [School(f"M{n}", 40, 60, 50, "GM0002") for n in range(3)]
    country = Country((*LARGE, *small))
    # a year delivered again: fewer pupils of one school, of another more of the first group
    fewer = replace(small[0], first=10, middle=20, third=15)
    more = replace(LARGE[0], first=LARGE[0].first + 40)
    corrected = Country((more, *LARGE[1:], fewer, *small[1:]))
    now = corrected.release(hide=lambda _table, key: key[4] == "GM0002" or key[5] != "all")
    before = country.release(hide=lambda _table, key: key[5] != "all")
    assert attack(now, corrected.totals(), LIMITS) == []
    assert attack(now, corrected.totals(), LIMITS, previous=before) == []


def test_one_hidden_municipality_follows_from_the_country() -> None:
    # each number is rounded, but numbers and shares together leave fewer than ten
    two = tuple(School(f"M{n}", 40 - n, 60, 30 + n, "GM0002") for n in range(2))
    country = Country((*LARGE, *two))
    release = country.release(hide=lambda _table, key: key[4] == "GM0002" or key[5] != "all")
    found = attack(release, country.totals(), LIMITS)
    assert municipality("GM0002") in {it.block for it in found}
    assert {it.attack for it in found} == {"differences"}


#: Small schools of three denominations: shares of two decimals tell their pupils nearly exactly.
SMALL = tuple(
    School(f"S{n}", 4 + n % 3, 11 - n % 4, 5 + n % 2, denomination=denomination)
    for n, denomination in enumerate(
        ["openbaar"] * 5 + ["rooms_katholiek"] * 4 + ["klein_christelijk"] * 2
    )
)


def told(country: Country, *hidden: Key) -> set[Key]:
    """The blocks that adding and subtracting gives away."""
    return {it.block for it in breaches(country, hidden=hidden) if it.attack == "differences"}


def test_one_hidden_category_among_those_that_add_up() -> None:
    country = Country(SMALL)
    kind = ("denomination", "klein_christelijk")
    national = ("2023-2024", "po", "income", "national", "NL")
    one = municipality("GM0001", *kind)
    at_once = (one, (*national, *kind))
    assert one in told(country, *at_once)
    # what is to be hidden next to it is a block that is shown
    remedies = {it.remedy for it in breaches(country, hidden=at_once) if it.block == one}
    assert not remedies.intersection(at_once)
    # where nothing else is told of small areas there is nothing to subtract from
    others = [key for key in country.blocks() if key[5:] != ("all", "all")]
    assert one not in told(country, *others)


def test_one_hidden_municipality_in_an_urbanity_class() -> None:
    alone = School("M1", 9, 20, 30, "GM0002")
    fellow = School("M2", 12, 18, 25, "GM0003")
    rest = tuple(School(f"R{n}", 40, 70, 60, "GM0004", "2") for n in range(9))
    few = tuple(replace(it, denomination="openbaar") for it in LARGE[:3])
    hidden = [municipality("GM0002"), municipality("GM0003")]
    country = Country((*few, alone, *rest))
    assert hidden[0] in told(country, hidden[0], *categories(country))
    country = Country((*few, alone, fellow, *rest))
    assert hidden[0] not in told(country, *hidden, *categories(country))


@pytest.mark.parametrize(("n_closed", "is_told"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_school_that_closed(n_closed: int, is_told: bool) -> None:
    before = tuple(replace(school, school_year="2022-2023") for school in LARGE)
    country = Country((*before, *LARGE[n_closed:]))
    release = country.release(hide=lambda _table, key: key[5] != "all")
    release.execute("""
        create table marts.segregation_change as
        select
            'po' as sector, 'income' as characteristic, 'g4' as area_level, 'GM0001' as area_code,
            'dissimilarity' as index_code, '2022-2023' as from_year, '2023-2024' as to_year,
            0.2 as from_value, 0.19 as to_value, -0.01 as change_closed_schools
    """)
    found = [it for it in attack(release, country.totals(), LIMITS) if it.attack == "closures"]
    assert [it.block for it in found] == [municipality()] * is_told
    assert all("closed here" in it.sentence for it in found)
