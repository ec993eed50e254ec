"""What the figures of an edition say, as facts: of the city, and of what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from segmon.labels import labels
from segmon.numerals import decimals
from segmon.published.changes import INDICES
from segmon.report import school_sentences, sentences
from segmon.report.city.edition import City
from segmon.report.facts import Names, Sentence, ends_of, in_latest_year, index, number, symbol_of
from segmon.report.marts import Record, select, years
from segmon.report.topic import Topic, share_that_moves

KILOMETRES = decimals(1)


def trends(topic: Topic, city: City) -> list[Sentence]:
    """How uneven, who meets whom, and how both changed."""
    first, rest = [], []
    records, names = topic.of("index", area_level="g4"), topic.names
    for code in INDICES:
        of_index = select(records, index_code=code)
        steps = topic.of("change", index_code=code, area_level="g4")
        said = [
            *beside(topic, code),
            *sentences.changes(of_index, steps, names, city.spans if city.since else ()),
        ]
        if code == "dissimilarity":
            first += said[:2]
            rest += said[2:]
        else:
            met = sentences.meetings(topic.of("index"), topic.position, "g4")
            first += met[:1]
            rest += [*said, *met[1:]]
        rest += sentences.within_chance(records, code, names)
    # three of them are seen at once
    return [*first, *rest]


def beside(topic: Topic, code: str) -> list[Sentence]:
    """An index of the city in the latest year, next to those of the country and of its class."""
    records = [r for r in topic.of("index", index_code=code) if r["value"] is not None]
    of_city = in_latest_year(select(records, area_level="g4"))
    found = []
    for record in of_city:
        others = [
            {
                **{"name": topic.names.area(r), "value": index(r)},
                "symbol": symbol_of(r["value"], record["value"]),
            }
            for level in ("national", "urbanity")
            for r in select(records, area_level=level, school_year=record["school_year"])
        ]
        facts = {
            **{"year": record["school_year"], "city": topic.names.area(record)},
            **{"index": topic.names.indices[code], "value": index(record), "others": others},
            "moved": share_that_moves(topic, record) if code == "dissimilarity" else None,
        }
        if others:
            found.append(Sentence("beside", facts))
    return found


def governances(topic: Topic, city: City) -> list[Sentence]:
    """How the index among public and among private schools changed, and which is higher now."""
    found: list[Sentence] = []
    records = topic.of("governance", area_level="g4")
    kinds = labels("governance_place", topic.language)
    for code in INDICES:
        name = topic.names.indices[code]
        only = Names({}, topic.names.places, {code: name}, {})
        found += [
            replace(it, facts={**it.facts, "are_few": any(are_few(topic, city, k) for k in kinds)})
            for it in school_sentences.governances(records, only, "g4")
        ]
        for span in city.spans:
            for kind in kinds:
                found += changed(topic, code, kind, span)
    return found


def are_few(topic: Topic, city: City, governance: str) -> bool:
    """Whether a governance has few schools in the latest year: the mart of contributions says so.

    Of few schools nothing is concluded.
    """
    found = select(
        topic.marts.of("contribution", topic.sector, topic.characteristic),
        **{"area_code": city.code, "school_year": city.years[-1]},
        **{"category_kind": "governance", "category_code": governance},
    )
    return any(record["status"] == "few_schools" for record in found)


def changed(topic: Topic, code: str, governance: str, span: tuple[str, str]) -> list[Sentence]:
    """How an index changed among the schools of one governance, between two years."""
    facts = change_among(topic, code, governance, span)
    if not facts:
        return []
    place = labels("governance_place", topic.language)[governance]
    named = {"index": topic.names.indices[code], "place": place}
    return [Sentence("governance_change", {**facts, **named}, facts["symbol"])]


def change_among(
    topic: Topic, code: str, governance: str, span: tuple[str, str]
) -> dict[str, Any] | None:
    """The change of an index among the schools of one governance of the city, if both are known."""
    which = {"area_level": "g4", "index_code": code, "governance": governance}
    years = dict(zip(("from_year", "to_year"), span, strict=True))
    steps = topic.of("governance_change", **which, **years)
    if not steps or steps[0]["symbol"] is None:
        return None
    ends = (select(topic.of("governance", **which), school_year=year)[0] for year in span)
    before, after = (index(record, "governance") for record in ends)
    return {
        **{**years, "from": before, "to": after, "symbol": steps[0]["symbol"]},
        "hangs": steps[0]["is_rounding_sensitive"],
    }


def distances(topic: Topic) -> list[Sentence]:
    """Which group lives farthest from school, and from schools of which governance."""
    records = topic.of("distance", area_level="g4")
    everybody = select(records, governance="all")
    found = school_sentences.distances(everybody, "group_code", topic.names.groups, topic.names)
    for group in topic.compared:
        found += farther(select(records, group_code=group), topic)
    return found


def farther(records: Sequence[Record], topic: Topic) -> list[Sentence]:
    """From schools of which governance the pupils of a group live farther, in the latest year."""
    known = [
        {**r, "value": r["mean_km"]}
        for r in in_latest_year(records)
        if r["mean_km"] is not None and r["governance"] != "all"
    ]
    ends = ends_of(known, KILOMETRES)
    if not ends or len(known) != 2:
        return []
    kinds = labels("governance_place", topic.language)
    facts = {
        **{"year": years(known)[0], "group": topic.names.groups[known[0]["group_code"]]},
        **{
            end: {
                "place": kinds[rows[0]["governance"]],
                "value": number("distance", rows[0], KILOMETRES, "mean_km"),
            }
            for end, rows in ends.items()
        },
    }
    return [Sentence("distance_pair", facts)]
