"""The claims of who lives farther from school in a city, and from which schools most of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from segmon.labels import labels
from segmon.report.city.edition import City
from segmon.report.city.sentences import KILOMETRES
from segmon.report.claim import Claim, topic_facts
from segmon.report.facts import Sentence, ends_of, number
from segmon.report.marts import Record, select
from segmon.report.topic import Topic


def farther(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Which of the groups that are compared lives farther from school."""
    found, groups = [], []
    for topic in topics:
        records = topic.of("distance", area_level="g4", governance="all")
        ends = _farthest(records, topic, city.years[-1])
        if ends:
            facts = {
                **{**topic_facts(topic, "distance", city.code), "year": city.years[-1]},
                **{end: _distance(rows[0], topic) for end, rows in ends.items()},
            }
            groups.append(facts["highest"]["group"])
            found.append(Sentence("city_distance", facts))
    if found:
        yield Claim("farther", "some", found, groups)


def farthest_at(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Whether those who live farther do so most of all at private or at public schools."""
    found, kinds = [], set()
    places = labels("governance_place", topics[0].language)
    for topic in topics:
        everybody = topic.of("distance", area_level="g4", governance="all")
        ends = _farthest(everybody, topic, city.years[-1])
        code = ends["highest"][0]["group_code"] if ends else None
        records = topic.of("distance", area_level="g4", school_year=city.years[-1])
        known = [_km(r) for r in records if r["group_code"] == code and r["governance"] in places]
        of_kind = ends_of([r for r in known if r["value"] is not None], KILOMETRES)
        if of_kind:
            kinds.add(of_kind["highest"][0]["governance"])
            facts = {
                **{**topic_facts(topic, "distance", city.code), "year": city.years[-1]},
                "group": topic.names.groups[str(code)],
                **{
                    end: {"place": places[rows[0]["governance"]], **_distance(rows[0], topic)}
                    for end, rows in of_kind.items()
                },
            }
            found.append(Sentence("city_distance_at", facts))
    if found:
        outcome = kinds.pop() if len(kinds) == 1 else "mixed"
        yield Claim("farthest_at", outcome, found, [city.name])


def _km(record: Record) -> Record:
    return {**record, "value": record["mean_km"]}


def _farthest(records: Sequence[Record], topic: Topic, year: str) -> dict[str, list[Record]] | None:
    """The compared groups that live farthest from school and nearest to it; none if alike."""
    compared = [_km(r) for r in records if r["group_code"] in topic.compared]
    known = [r for r in select(compared, school_year=year) if r["value"] is not None]
    ends = ends_of(known, KILOMETRES)
    # of several groups that are as far away, none lives farther
    return ends if ends and len(ends["highest"]) == 1 else None


def _distance(record: Record, topic: Topic) -> dict[str, Any]:
    return {
        "group": topic.names.groups[record["group_code"]],
        "km": number("distance", record, KILOMETRES, "mean_km"),
    }
