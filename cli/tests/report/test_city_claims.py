"""The conclusions of a city's edition: each true, false and undecided, on marts made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from segmon.labels import Language
from segmon.published.scope import Scope
from segmon.report.city.claims import city_claims
from segmon.report.city.edition import City
from segmon.report.city.pace import pace
from segmon.report.conclusions import Claim
from segmon.report.facts import symbol_of
from segmon.report.marts import Marts, Record
from segmon.report.topic import Topic
from segmon.templating import environment

YEARS = ("2012-2013", "2018-2019", "2022-2023")
CODE = "GM0014"
CITY = City(CODE, "Groningen", "1", YEARS, "2018-2019")
AREAS = {"city": ("g4", CODE), "class": ("urbanity", "1"), "country": ("national", "NL")}
#: D of an area, or of a governance of the city, in each year.
Series = Mapping[str, tuple[float | None, ...]]
GROUPS = {
    "income": ("low", "high"),
    "education": ("no_start_qualification", "higher_education"),
    "migration": ("both_nl", "both_abroad"),
}


def topic(
    indices: Series | None = None,
    *,
    index: str = "dissimilarity",
    characteristic: str = "income",
    within_chance: tuple[tuple[str, str], ...] = (),
    governances: Series | None = None,
    few: tuple[str, ...] = (),
    kilometres: Mapping[tuple[str, str], float | None] | None = None,
) -> Topic:
    """A topic with these values.

    Args:
        indices: an index of areas in each year.
        index: the index.
        characteristic: the characteristic.
        within_chance: pairs of years between which a change may be chance.
        governances: D of the city among schools of a governance in each year.
        few: kinds of governance that have few schools.
        kilometres: how far the first or the third group lives from schools of a governance.
    """
    records: dict[str, list[Record]] = {}
    for area, values in (indices or {}).items():
        of_area = dict(zip(("area_level", "area_code"), AREAS[area], strict=True))
        by_year = dict(zip(YEARS, values, strict=True))
        of_index = {**of_area, "index_code": index}
        records.setdefault("index", []).extend(
            {**of_index, "school_year": year, "value": value} for year, value in by_year.items()
        )
        records.setdefault("change", []).extend(
            step(of_index, by_year, span, is_chance=span in within_chance) for span in CITY.spans
        )
    of_city = {"area_level": "g4", "area_code": CODE}
    for governance, values in (governances or {}).items():
        among = {**of_city, "governance": governance, "index_code": "dissimilarity"}
        by_year = dict(zip(YEARS, values, strict=True))
        records.setdefault("governance_change", []).extend(
            step(among, by_year, span) for span in CITY.spans
        )
        records.setdefault("governance", []).extend(
            {**among, "school_year": year, "value": value, "n_schools": 7}
            for year, value in by_year.items()
        )
    records["contribution"] = [
        {
            **{**of_city, "category_kind": "governance", "category_code": kind},
            **{"school_year": YEARS[-1], "status": "few_schools", "value": 0.1},
        }
        for kind in few
    ]
    groups = dict(zip(("first", "third"), GROUPS[characteristic], strict=True))
    records["distance"] = [
        {
            **{**of_city, "governance": governance, "group_code": groups[position]},
            **{"school_year": YEARS[-1], "mean_km": km},
        }
        for (position, governance), km in (kilometres or {}).items()
    ]
    key = {"sector": "po", "characteristic": characteristic}
    marts = Marts(
        {
            (kind, "po", characteristic): [{**key, **record} for record in of_kind]
            for kind, of_kind in records.items()
        }
    )
    scope = CITY.scope(Scope({CODE: "Groningen"}, ("NL",), ("1", "2")))
    return Topic("po", characteristic, marts, scope, Language.en)


def step(
    of_index: Record,
    values: Mapping[str, float | None],
    span: tuple[str, str],
    *,
    is_chance: bool = False,
) -> Record:
    """A row of the mart of changes."""
    before, after = (values[year] for year in span)
    moved: dict[str, Any] = dict.fromkeys(("symbol", "difference", "is_beyond_chance"))
    if before is not None and after is not None:
        moved["symbol"] = symbol_of(before, after)
        moved["difference"] = round(after - before, 2)
        moved["is_beyond_chance"] = not is_chance
    return {
        **of_index,
        **dict(zip(("from_year", "to_year"), span, strict=True)),
        **{"from_value": before, "to_value": after},
        **{"is_rounding_sensitive": False, **moved},
    }


def made(kind: str, *topics: Topic, city: City = CITY) -> list[Claim]:
    """The claims of a kind."""
    return [claim for claim in city_claims(topics, city) if claim.kind == kind]


def said(claim: Claim, language: Language = Language.en) -> str:
    """The heading of a claim, without its marks."""
    texts = environment("html").get_template(f"city.{language}.j2").module
    heading = str(texts.heading(claim))  # type: ignore[attr-defined]
    for mark in ('<span class="name">', '<span class="year">', "</span>"):
        heading = heading.replace(mark, "")
    return heading


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
