"""The claims of who meets whom, always next to how many there are to meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from segmon.numerals import percent, two_decimals
from segmon.report.claim import (
    MEETING,
    Claim,
    direction,
    known_changes,
    latest_values,
    of_classes,
    said_of_changes,
    sentences_of,
    topic_facts,
)
from segmon.report.facts import Sentence, ends_of, index, number
from segmon.report.marts import Record
from segmon.report.topic import Topic


def meeting(topics: Sequence[Topic]) -> Iterator[Claim]:
    """In which class groups meet most, next to how many there are to meet: a claim per class."""
    by_place: dict[tuple[str, ...], list[Sentence]] = {}
    for topic in topics:
        ends = ends_of(of_classes(latest_values(topic, MEETING)), two_decimals)
        if not ends:
            continue
        facts: dict[str, Any] = {
            **topic_facts(topic, "urbanity"),
            **{"own_name": topic.position("first"), "other_name": topic.position("third")},
            "year": ends["highest"][0]["school_year"],
        }
        for end, rows in ends.items():
            facts[end] = {
                "names": [topic.names.area(r) for r in rows],
                "met": index(rows[0]),
                "shares": _shares(topic, rows[0]),
            }
        place = tuple(facts["highest"]["names"])
        by_place.setdefault(place, []).append(Sentence("claim_meeting", facts))
    for i, (names, findings) in enumerate(by_place.items(), start=1):
        yield Claim("meeting", "one", findings, names, i)


def meeting_changed(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether groups meet more or less than in the first year, and how large they were and are."""
    found = []
    for topic in topics:
        for step in known_changes(topic, MEETING, area_level="national"):
            sentence = said_of_changes(topic, MEETING, "national", [step])
            ends = {
                end: _shares(topic, {**step, "school_year": step[f"{end}_year"]})
                for end in ("from", "to")
            }
            facts = {**sentence.facts, "shares": ends, "other_name": topic.position("third")}
            found.append((step["symbol"], Sentence("claim_meeting_changed", facts)))
    if found:
        outcome = direction([symbol for symbol, _ in found])
        yield Claim("meeting_changed", outcome, sentences_of(found))


def _shares(topic: Topic, record: Record) -> list[dict[str, Any]]:
    """The groups that are met in an area, with their shares of its pupils."""
    where = {column: record[column] for column in ("area_level", "area_code", "school_year")}
    groups = topic.codes_of("third")
    return [
        {
            "name": topic.names.groups[r["group_code"]],
            "share": number("distribution", r, percent(0)),
        }
        for r in topic.of("distribution", **where)
        if r["group_code"] in groups and r["value"] is not None
    ]
