"""Figure of the indices among public and among private schools."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.published.changes import INDICES
from segmon.report import charts, references, sentences
from segmon.report.descriptions import described
from segmon.report.facts import Names
from segmon.report.figures.indices import COLUMNS
from segmon.report.marts import Record, select, years
from segmon.report.tables import Measure, pivot
from segmon.report.topic import Item, Topic


def governances(topic: Topic) -> Iterator[Item]:
    """Figure of the indices among public and among private schools."""
    text, names = topic.text, topic.names
    records = [r for r in topic.of("governance") if r["index_code"] in COLUMNS]
    if len({r["governance"] for r in records}) < 2:
        return
    found = {r["index_code"] for r in records}
    blocks = {code: names.indices[code] for code in COLUMNS if code in found}
    two = Names(names.areas, names.places, {code: names.indices[code] for code in INDICES}, {})
    yield Item(
        *topic.figure("governance"),
        text["title_governance"],
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"]},
            [Measure("", "value", topic.write.decimals(4))],
            "index_code",
            blocks,
        ),
        [*_panels(topic, records)],
        sentences.governances(records, two),
    )


def _panels(topic: Topic, records: list[Record]) -> Iterator[charts.Spec]:
    """Each index of the country over the years, and then each index by area in the latest year."""
    text, names, latest = topic.text, topic.names, years(records)[-1]
    country = next(name for (level, _), name in names.areas.items() if level == "national")
    hover = {"series": text["governance"], "value": text["value"]}
    over_years = {"school_year": text["school_year"]}
    for where, hovers, subtitle in (
        ({"area_level": "national"}, over_years, country),
        ({"school_year": latest}, {"row": text["area"]}, latest),
    ):
        for code in INDICES:
            found = references.beside(select(records, index_code=code, **where), topic, records)
            row = "area" if "row" in hovers else ""
            shown = [charts.point(r, r["governance_name"], r[row] if row else "") for r in found]
            title, ticks, hovered = references.said(code, topic, {**hovers, **hover})
            heads = (title, ". ".join(filter(None, [subtitle, ticks])))
            looks = topic.looks["governance"]
            if row:
                panel = charts.dots(shown, heads, hovered, looks)
            else:
                panel = charts.trend(shown, heads, hovered, looks, references.high(code, topic))
            yield described(panel, topic.write.two_decimals, text)
