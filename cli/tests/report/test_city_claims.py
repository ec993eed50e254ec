"""The other conclusions of a city's edition: each true, false and undecided."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.city_topics import AREAS, CITY, GROUPS, made, said, topic
from segmon.labels import Language
from segmon.report.city.claims import city_claims
from segmon.templating import environment


@pytest.mark.parametrize(
    ("income", "migration", "outcome", "heading"),
    [
        (0.50, 0.45, "above", "In Groningen segregation is higher than in the country as a whole"),
        (0.30, 0.20, "below", "In Groningen segregation is lower than in the country as a whole"),
        (0.40, 0.40, "same", "In Groningen segregation is the same as in the country as a whole"),
        (
            *(0.50, 0.20, "mixed"),
            "In Groningen segregation is, next to the country, higher by income,"
            " lower by migration background",
        ),
    ],
)
def test_whether_it_is_high(income: float, migration: float, outcome: str, heading: str) -> None:
    topics = [
        topic(
            {
                **{"city": (None, None, value), "country": (None, None, 0.40)},
                "class": (None, None, 0.45),
            },
            characteristic=code,
        )
        for code, value in (("income", income), ("migration", migration))
    ]
    (claim,) = made("level", *topics)
    assert (claim.outcome, said(claim)) == (outcome, heading)
    names = [area["name"] for area in claim.findings[0].facts["areas"]]
    assert names == ["Groningen", "the Netherlands", "very strongly urban municipalities"]


def test_whether_it_is_high_is_unknown() -> None:
    assert not made("level", topic({"city": (0.4, 0.4, None), "country": (0.4, 0.4, None)}))
    assert not made("level", topic({"country": (0.4, 0.4, 0.4)}))


def test_among_private_and_among_public_schools() -> None:
    """As of a city once: education up among private, two down among public schools."""
    topics = [
        topic(governances={"bijzonder": private, "openbaar": public}, characteristic=code)
        for code, private, public in (
            ("income", (0.50, 0.50, 0.50), (0.50, 0.47, 0.44)),
            ("education", (0.40, 0.45, 0.48), (0.40, 0.41, 0.40)),
            ("migration", (0.50, 0.50, 0.51), (0.50, 0.45, 0.40)),
        )
    ]
    private, public = made("among", *topics)
    assert said(private) == (
        "Among publicly funded private schools segregation by education increased,"
        " by income and migration background hardly changed"
    )
    assert said(public) == (
        "Among public schools segregation by income and migration background decreased,"
        " by education hardly changed"
    )
    assert (private.outcome, public.outcome) == ("rose", "fell")
    assert private.place != public.place
    assert [f.facts["n_schools"].text for f in public.findings] == ["7", "7", "7"]


def test_among_schools_of_a_governance_nothing_is_concluded() -> None:
    still = topic(governances={"openbaar": (0.40, 0.40, 0.42)})
    (claim,) = made("among", still)
    assert said(claim) == "Among public schools segregation hardly changed"
    few = topic(governances={"openbaar": (0.40, 0.40, 0.60)}, few=("openbaar",))
    unknown = topic(governances={"openbaar": (None, 0.40, 0.60)})
    assert not made("among", few)
    assert not made("among", unknown)


@pytest.mark.parametrize(
    ("private", "public", "few", "outcomes"),
    [
        (0.50, 0.40, (), ["private"]),
        (0.40, 0.50, (), ["public"]),
        (0.40, 0.40, (), ["same"]),
        (0.50, None, (), []),
        (0.50, 0.40, ("openbaar",), []),
    ],
)
def test_which_schools_are_farther_apart(
    private: float, public: float | None, few: tuple[str, ...], outcomes: list[str]
) -> None:
    series = {"bijzonder": (0.4, 0.4, private), "openbaar": (0.4, 0.4, public)}
    one = topic(governances=series, few=few)
    assert [claim.outcome for claim in made("apart", one)] == outcomes
    other = topic(
        governances={"bijzonder": (0.4, 0.4, 0.2), "openbaar": (0.4, 0.4, 0.6)},
        characteristic="education",
    )
    if outcomes == ["private"]:
        (claim,) = made("apart", one, other)
        assert claim.outcome == "mixed"
        assert "higher by income, lower by education" in said(claim)


KILOMETRES = {
    **{("first", "all"): 1.04, ("third", "all"): 1.31},
    **{("third", "bijzonder"): 1.6, ("third", "openbaar"): 0.9},
}


def test_who_travels_farther_and_where_to() -> None:
    income = topic(kilometres=KILOMETRES)
    education = topic(kilometres=KILOMETRES, characteristic="education")
    (claim,) = made("farther", income, education)
    assert said(claim) == (
        'Pupils of the groups <q class="name">High income</q> and'
        ' <q class="name">Higher education</q> live farther from school'
    )
    assert [f.facts["highest"]["km"].text for f in claim.findings] == ["1.3", "1.3"]
    (claim,) = made("farthest_at", income, education)
    assert claim.outcome == "bijzonder"
    public = topic(
        kilometres={**KILOMETRES, ("third", "openbaar"): 2.0}, characteristic="migration"
    )
    assert [claim.outcome for claim in made("farthest_at", public)] == ["openbaar"]
    assert [claim.outcome for claim in made("farthest_at", income, public)] == ["mixed"]


def test_nobody_travels_farther() -> None:
    alike = topic(kilometres={**KILOMETRES, ("first", "all"): 1.34, ("third", "all"): 1.31})
    unknown = topic(kilometres={**KILOMETRES, ("first", "all"): None})
    for one in (alike, unknown, topic()):
        assert not made("farther", one)
        assert not made("farthest_at", one)
    # farther, but as far from either kind of school
    (_,) = made("farther", even := topic(kilometres={**KILOMETRES, ("third", "openbaar"): 1.6}))
    assert not made("farthest_at", even)


@pytest.mark.parametrize(
    ("values", "outcomes"),
    [
        ((0.10, 0.12, 0.14), ["rose"]),
        ((0.14, 0.12, 0.10), ["fell"]),
        ((0.10, 0.11, 0.11), ["same"]),
        ((None, 0.11, 0.11), []),
    ],
)
def test_whether_groups_meet_more(values: tuple[float | None, ...], outcomes: list[str]) -> None:
    one = topic({"city": values}, index="interaction")
    assert [claim.outcome for claim in made("meeting", one)] == outcomes
    if outcomes == ["rose"]:
        falling = topic({"city": (0.3, 0.2, 0.1)}, index="interaction", characteristic="education")
        assert [claim.outcome for claim in made("meeting", one, falling)] == ["mixed"]


def test_every_claim_has_its_words_in_both_languages() -> None:
    topics = [
        topic(
            dict.fromkeys(AREAS, (0.4, 0.47, 0.49)),
            characteristic=code,
            governances={"bijzonder": (0.4, 0.4, 0.5), "openbaar": (0.4, 0.4, 0.3)},
            kilometres=KILOMETRES,
        )
        for code in GROUPS
    ]
    met = [
        topic({"city": (0.1, 0.1, 0.2)}, index="interaction", characteristic=code)
        for code in GROUPS
    ]
    found = [*city_claims(topics, CITY), *city_claims(met, CITY)]
    kinds = {claim.kind for claim in found}
    assert kinds == {"development", "level", "among", "apart", "farther", "farthest_at", "meeting"}
    for language in Language:
        texts: Any = environment("html").get_template(f"city.{language}.j2").module
        for claim in found:
            assert said(claim, language)
            texts.note(claim)
            for finding in claim.findings:
                assert "<data" in getattr(texts, finding.kind)(finding.facts, finding.symbol)
                assert "<data" in texts.brief(finding)
