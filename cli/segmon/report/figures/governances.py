"""Figure of the indices among public and among private schools."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.published.changes import INDICES
from segmon.report import charts, references, school_sentences
from segmon.report.descriptions import described
from segmon.report.facts import Names
from segmon.report.figures.indices import COLUMNS, index_table, over_years
from segmon.report.marts import Record, select, years
from segmon.report.topic import Item, Topic


def governances(topic: Topic) -> Iterator[Item]:
    """Figure of the indices among public and among private schools."""
    text, names = topic.text, topic.names
    records = [r for r in topic.of("governance") if r["index_code"] in COLUMNS]
    if len({r["governance"] for r in records}) < 2:
        return
    two = Names(names.areas, names.places, {code: names.indices[code] for code in INDICES}, {})
    yield Item(
        *topic.figure("governance"),
        text["title_governance"],
        index_table(topic, records, "governance"),
        [*_panels(topic, records)],
        school_sentences.governances(records, two),
    )


def _panels(topic: Topic, records: list[Record]) -> Iterator[charts.Spec]:
    """Each index of the country over the years, and then each index by area in the latest year."""
    of_country = select(records, area_level="national")
    names = (name for (level, _), name in topic.names.areas.items() if level == "national")
    country = next(names)
    for code in INDICES:
        high = references.high(code, topic)
        yield over_years(topic, of_country, code, "governance", subtitle=country, high=high)
    for code in INDICES:
        yield _by_area(topic, records, code)


def _by_area(topic: Topic, records: list[Record], code: str) -> charts.Spec:
    """An index of each area in the latest year."""
    text, latest = topic.text, years(records)[-1]
    now = select(records, index_code=code, school_year=latest)
    found = references.beside(now, topic, records)
    hover = {"row": text["area"], "series": text["governance"], "value": text["value"]}
    title, ticks, hovered = references.said(code, topic, hover)
    panel = charts.dots(
        [charts.point(r, r["governance_name"], r["area"]) for r in found],
        (title, ". ".join(filter(None, [latest, ticks]))),
        hovered,
        topic.looks["governance"],
    )
    return described(panel, topic.write.two_decimals, text)
