"""The tables and figures of an edition: the city, next to its urbanity class and the country."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.numbering import section_number
from segmon.published.changes import INDICES
from segmon.report import charts
from segmon.report.city import sentences as said
from segmon.report.city.edition import City
from segmon.report.figures import COLUMNS, drawn
from segmon.report.figures.categories import compositions, contributions
from segmon.report.figures.distances import distance_panel, distance_table
from segmon.report.figures.indices import group_table, index_table, over_years
from segmon.report.headings import headed
from segmon.report.marts import Record, select, years
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
            group_table(topic, records),
        )


def _trend(topic: Topic, city: City) -> Iterator[Item]:
    """Figure of both indices over the years."""
    records = _ordered(topic.of("index"))
    yield Item(
        *topic.figure("city", city.code),
        topic.text["title_trend"].format(level=city.name),
        index_table(topic, records),
        [over_years(topic, records, code, "area") for code in INDICES],
        said.trends(topic, city),
    )


def _governance(topic: Topic, city: City) -> Iterator[Item]:
    """Figure of the indices among its public and among its private schools over the years."""
    records = _ordered([r for r in topic.of("governance") if r["index_code"] in COLUMNS])
    of_city = select(records, area_level="g4")
    if len({r["governance"] for r in of_city}) < 2:
        return
    yield Item(
        *topic.figure("governance", city.code),
        _in(topic.text["title_governance"], city),
        index_table(topic, records, "governance"),
        [over_years(topic, of_city, code, "governance", subtitle=city.name) for code in INDICES],
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
        subtitles = (now[0]["area"] if now else "", latest)
        panels.append(distance_panel(topic, shown, subtitles, text["group"], "governance"))
    yield Item(
        *topic.figure("distance", city.code),
        _in(text["title_distance"], city),
        distance_table(topic, records),
        panels,
        said.distances(topic),
    )


def _in(title: str, city: City) -> str:
    return f"{title}: {city.name}"


def _ordered(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda r: ORDER.index(r["area_level"]))
