"""The tables and figures of an edition: the city, next to its urbanity class and the country."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.numbering import section_number
from segmon.published.changes import INDICES
from segmon.report import charts, references
from segmon.report.city import sentences as said
from segmon.report.city.edition import City
from segmon.report.descriptions import described
from segmon.report.figures import COLUMNS, drawn
from segmon.report.figures.categories import compositions, contributions
from segmon.report.figures.indices import with_unknown
from segmon.report.headings import headed
from segmon.report.marts import Record, select, years
from segmon.report.tables import Measure, pivot
from segmon.report.topic import Item, Topic

#: The city comes first, then its class and the country.
ORDER = ("g4", "urbanity", "national")


def items(topic: Topic, city: City) -> list[Item]:
    """The tables and figures that the marts of a topic can fill."""
    made = [
        *_distribution(topic, city),
        *_trend(topic, city),
        *compositions(topic, "g4", city.code),
        *contributions(topic, city.code),
        *_governance(topic, city),
        *_distance(topic, city),
    ]
    return [headed(item, topic) for item in drawn(made)]


def _distribution(topic: Topic, city: City) -> Iterator[Item]:
    """Table of the groups."""
    text, records = topic.text, _ordered(topic.of("distribution"))
    if records:
        number = f"{section_number(topic.sector, topic.characteristic)}.T-{city.code}"
        yield Item(
            *(text["table"], number),
            text["title_distribution"].format(level=city.name),
            pivot(
                with_unknown(records, text["unknown_of_all"]),
                {"area": text["area"], "group": text["group"]},
                [Measure("", "value", topic.write.percent(0))],
            ),
        )


def _trend(topic: Topic, city: City) -> Iterator[Item]:
    """Figure of both indices over the years."""
    text, names = topic.text, topic.names
    records = _ordered(topic.of("index"))
    hover = {"series": text["area"], "school_year": text["school_year"], "value": text["value"]}
    panels = []
    for code in INDICES:
        found = references.beside(select(records, index_code=code), topic, records)
        shown = [charts.point(r, r["area"]) for r in found]
        title, ticks, hovered = references.said(code, topic, hover)
        panel = charts.trend(shown, (title, ticks), hovered, topic.looks["area"])
        panels.append(described(panel, topic.write.two_decimals, text))
    blocks = {code: names.indices[code] for code in COLUMNS}
    measure = Measure("", "value", topic.write.decimals(4))
    yield Item(
        *topic.figure("city", city.code),
        text["title_trend"].format(level=city.name),
        pivot(records, {"area": text["area"]}, [measure], "index_code", blocks),
        panels,
        said.trends(topic, city),
    )


def _governance(topic: Topic, city: City) -> Iterator[Item]:
    """Figure of the indices among its public and among its private schools over the years."""
    text, names = topic.text, topic.names
    records = _ordered([r for r in topic.of("governance") if r["index_code"] in COLUMNS])
    of_city = select(records, area_level="g4")
    if len({r["governance"] for r in of_city}) < 2:
        return
    hover = {
        **{"series": text["governance"], "school_year": text["school_year"]},
        "value": text["value"],
    }
    panels = []
    for code in INDICES:
        found = references.beside(select(of_city, index_code=code), topic, of_city)
        shown = [charts.point(r, r["governance_name"]) for r in found]
        title, ticks, hovered = references.said(code, topic, hover)
        subtitle = ". ".join(filter(None, [city.name, ticks]))
        panel = charts.trend(shown, (title, subtitle), hovered, topic.looks["governance"])
        panels.append(described(panel, topic.write.two_decimals, text))
    found_codes = {r["index_code"] for r in records}
    blocks = {code: names.indices[code] for code in COLUMNS if code in found_codes}
    yield Item(
        *topic.figure("governance", city.code),
        _in(text["title_governance"], city),
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"]},
            [Measure("", "value", topic.write.decimals(4))],
            "index_code",
            blocks,
        ),
        panels,
        said.governances(topic, city),
    )


def _distance(topic: Topic, city: City) -> Iterator[Item]:
    """Figure of how far its pupils live from school, by group and governance."""
    text, records = topic.text, _ordered(topic.of("distance"))
    of_city = select(records, area_level="g4")
    if not of_city:
        return
    latest, panels = years(of_city)[-1], []
    for level in ("g4", "national"):
        now = select(records, area_level=level, school_year=latest)
        shown = [charts.point(r, r["governance_name"], r["group"], "mean_km") for r in now]
        hover = {"row": text["group"], "series": text["governance"], "value": text["mean_km"]}
        panel = charts.dots(
            shown,
            (text["mean_km"], f"{now[0]['area']}, {latest}" if now else latest),
            hover,
            topic.looks["governance"],
            value_format=".3f",
            axis_format=".1f",
        )
        panels.append(described(panel, topic.write.decimals(2), text))
    yield Item(
        *topic.figure("distance", city.code),
        _in(text["title_distance"], city),
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"], "group": text["group"]},
            [
                Measure(text["mean_km"], "mean_km", topic.write.decimals(2)),
                Measure(text["median_km"], "median_km", topic.write.decimals(1)),
            ],
        ),
        panels,
        said.distances(topic),
    )


def _in(title: str, city: City) -> str:
    return f"{title}: {city.name}"


def _ordered(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda r: ORDER.index(r["area_level"]))
