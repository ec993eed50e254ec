"""Topics of a city with values of one's own, the claims made of them, and their headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segmon.labels import Language
from segmon.published.scope import Scope
from segmon.report.city.claims import city_claims
from segmon.report.city.edition import City
from segmon.report.claim import Claim
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
