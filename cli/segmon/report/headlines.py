"""A characteristic at a glance: what is on its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segmon.report import sentences
from segmon.report.facts import Number, Sentence, index
from segmon.report.marts import select
from segmon.report.topic import Topic


@dataclass(frozen=True)
class Headline:
    """Dissimilarity of an area now and in the first year, who meets whom, and what it is next to.

    Attributes:
        title: name of the characteristic.
        year: the latest school year.
        value: dissimilarity in it.
        first_year: the first school year.
        first: dissimilarity in it; null where there is no other year.
        meeting: who meets whom.
        chance: dissimilarity by chance alone.
        others: dissimilarity in the latest year of other areas, by their name.
        moving: who would have to change school for an even spread, out of 100 pupils.
    """

    title: str
    year: str
    value: Number | None
    first_year: str
    first: Number | None
    meeting: Sentence | None
    chance: Number | None
    others: Mapping[str, Number]
    moving: Number | None = None


def headline(topic: Topic, level: str = "national", beside: tuple[str, ...] = ()) -> Headline:
    """A characteristic of an area at a glance.

    Args:
        topic: the sector and characteristic.
        level: level of the area.
        beside: levels of the areas that it is next to.
    """
    records = topic.of("index", area_level=level)
    series = select(records, index_code="dissimilarity")
    first, last = series[0], series[-1]
    now = {"school_year": last["school_year"]}
    by_chance = select(records, index_code="dissimilarity_expected", **now)
    known = [r for r in (first, last) if r["value"] is not None]
    has_changed = len(known) == 2 and first is not last
    others = [
        record
        for other in beside
        for record in topic.of("index", area_level=other, index_code="dissimilarity", **now)
        if record["value"] is not None
    ]
    met = [
        meeting
        for meeting in sentences.meetings(records, topic.position, level)
        if meeting.facts["own"] == "first"
    ]
    return Headline(
        topic.title,
        last["school_year"],
        index(last) if last["value"] is not None else None,
        first["school_year"],
        index(first) if has_changed else None,
        met[0] if met else None,
        index(by_chance[-1]) if by_chance and by_chance[-1]["value"] is not None else None,
        {topic.names.area(record): index(record) for record in others},
        sentences.moving(topic.of("move", area_level=level, school_year=last["school_year"])),
    )
