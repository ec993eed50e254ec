"""Figures of how far pupils live from school."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.labels import labels
from segmon.numbering import section_number
from segmon.report import charts, school_sentences
from segmon.report.descriptions import described
from segmon.report.marts import Record, select, years
from segmon.report.tables import Measure, Table, pivot
from segmon.report.topic import Item, Topic


def distances(topic: Topic) -> Iterator[Item]:
    """Figure of how far pupils live from school, by group, governance and area."""
    if records := topic.of("distance"):
        yield _distance(topic, records, topic.figure("distance"), "group")


def all_distances(topic: Topic, level: str = "national") -> Iterator[Item]:
    """Figure of how far all pupils of the sector live from school, by governance and area.

    Args:
        topic: a characteristic of the sector.
        level: level of the area that its sentences speak of.
    """
    records = topic.of("distance", characteristic="all")
    if records:
        number = f"{section_number(topic.sector, topic.characteristic).split('.')[0]}.R"
        yield _distance(topic, records, (topic.text["figure"], number), "governance_name", level)


def _distance(
    topic: Topic,
    records: list[Record],
    number: tuple[str, str],
    by: str,
    level: str = "national",
) -> Item:
    text, country = topic.text, select(records, area_level=level)
    if by == "group":
        everybody = select(country, governance="all")
        said = school_sentences.distances(everybody, "group_code", topic.names.groups, topic.names)
    else:
        of_schools = [r for r in country if r["governance"] != "all"]
        kinds = labels("governance", topic.language)
        said = school_sentences.distances(of_schools, "governance", kinds, topic.names)
    return Item(
        *number,
        text["title_distance"],
        distance_table(topic, records),
        [*_panels(topic, records, by)],
        said,
    )


def _panels(topic: Topic, records: list[Record], by: str) -> Iterator[charts.Spec]:
    """The mean of the latest year: of the groups in the country, and of each area."""
    text, latest = topic.text, years(records)[-1]
    now = select(records, school_year=latest)
    if by == "group":
        country = select(now, area_level="national")
        shown = [charts.point(r, r["governance_name"], r["group"], "mean_km") for r in country]
        yield distance_panel(
            topic, shown, (country[0]["area"], latest), text["group"], "governance"
        )
        now = select(now, governance="all")
    shown = [charts.point(r, r[by], r["area"], "mean_km") for r in now]
    series = by.removesuffix("_name")
    yield distance_panel(topic, shown, (text["areas"], latest), text["area"], series)


def distance_panel(
    topic: Topic, shown: list[Record], subtitles: tuple[str, str], row: str, series: str
) -> charts.Spec:
    """Chart of mean kilometres in a year.

    Args:
        topic: what it is of.
        shown: points.
        subtitles: of which areas, and the year.
        row: what a row is of.
        series: what a dot is of: `area`, `group` or `governance`.
    """
    text = topic.text
    panel = charts.dots(
        shown,
        (text["mean_km"], ", ".join(filter(None, subtitles))),
        {"row": row, "series": text[series], "value": text["mean_km"]},
        topic.looks[series],
        value_format=".3f",
        axis_format=".1f",
    )
    return described(panel, topic.write.decimals(2), text)


def distance_table(topic: Topic, records: list[Record]) -> Table:
    """Mean and median kilometres by area, governance and group."""
    text = topic.text
    return pivot(
        records,
        {"area": text["area"], "governance_name": text["governance"], "group": text["group"]},
        [
            Measure(text["mean_km"], "mean_km", topic.write.decimals(2)),
            Measure(text["median_km"], "median_km", topic.write.decimals(1)),
        ],
    )
