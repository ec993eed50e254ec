"""Tables of the groups, and figures of both indices over the years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from segmon.numbering import section_number
from segmon.published.changes import INDICES
from segmon.report import charts, references, sentences
from segmon.report.descriptions import described
from segmon.report.marts import Record, select, years
from segmon.report.tables import Measure, Table, pivot
from segmon.report.topic import Item, Topic

LEVELS = ("national", "g4", "urbanity")
#: Terms that these figures explain.
TERMS = ("dissimilarity", "interaction", "chance")
#: Indices of the numbers under a figure of indices.
COLUMNS = (INDICES[0], "dissimilarity_expected", "dissimilarity_corrected", *INDICES[1:])


def distributions(topic: Topic) -> Iterator[Item]:
    """Tables of the groups: the country, the cities, the urbanity classes."""
    text = topic.text
    for number, level in enumerate(LEVELS, start=1):
        records = topic.of("distribution", area_level=level)
        if records:
            yield Item(
                *(text["table"], f"{section_number(topic.sector, topic.characteristic)}.{number}"),
                text["title_distribution"].format(level=topic.level(level)),
                group_table(topic, records),
            )


def group_table(topic: Topic, records: list[Record]) -> Table:
    """The share of each group of some areas, and of those whose group is unknown."""
    text = topic.text
    return pivot(
        _with_unknown(records, text["unknown_of_all"]),
        {"area": text["area"], "group": text["group"]},
        [Measure("", "value", topic.write.percent(0))],
    )


def _with_unknown(records: list[Record], name: str) -> Iterator[Record]:
    """After the groups of each area, which share of all its pupils has no known group."""
    for _, of_area in groupby(records, key=lambda r: r["area"]):
        shown = [*of_area]
        yield from shown
        for year in years(shown):
            (first, *_) = select(shown, school_year=year)
            yield {**first, "group": name, "value": first["missing_share"]}


def trends(topic: Topic) -> Iterator[Item]:
    """Figures of both indices over the years: the country, the cities, the urbanity classes."""
    text, names = topic.text, topic.names
    highs = {code: references.high(code, topic) for code in INDICES}
    for level in LEVELS:
        records = topic.of("index", area_level=level)
        if not records:
            continue
        said = []
        if level == "national":
            said += sentences.levels(records, topic.of("move"))
            said += sentences.meetings(topic.of("index"), topic.position)
        panels = []
        for code in INDICES:
            of_index = select(records, index_code=code)
            steps = topic.of("change", index_code=code, area_level=level)
            # next to D, what it means in pupils; of the country, the sentence on its level says it
            is_said = code == INDICES[0] and level != "national"
            moves = topic.of("move", area_level=level) if is_said else []
            said += [
                *sentences.extremes(of_index, names),
                *sentences.movings(moves, names),
                *sentences.changes(of_index, steps, names),
                *sentences.within_chance(records, code, names),
            ]
            panels.append(over_years(topic, records, code, "area", high=highs[code]))
        yield Item(
            *topic.figure(level),
            text["title_trend"].format(level=topic.level(level)),
            index_table(topic, records),
            panels,
            said,
            (*TERMS, "urbanity") if level == "urbanity" else TERMS,
        )


def over_years(
    topic: Topic,
    records: list[Record],
    code: str,
    series: str,
    *,
    subtitle: str = "",
    high: float | None = None,
) -> charts.Spec:
    """Chart of an index over the years, with what it is held against.

    Args:
        topic: what it is of.
        records: the records of every index of the areas or governances to show.
        code: the index.
        series: what a line is of: `area` or `governance`.
        subtitle: what else is said of the chart.
        high: where the axis ends; by default just above the values.
    """
    text = topic.text
    found = references.beside(select(records, index_code=code), topic, records)
    name = {"area": "area", "governance": "governance_name"}[series]
    hover = {"series": text[series], "school_year": text["school_year"], "value": text["value"]}
    title, ticks, hovered = references.said(code, topic, hover)
    panel = charts.trend(
        [charts.point(r, r[name]) for r in found],
        (title, ". ".join(filter(None, [subtitle, ticks]))),
        hovered,
        topic.looks[series],
        high,
    )
    return described(panel, topic.write.two_decimals, text)


def index_table(topic: Topic, records: list[Record], *down: str) -> Table:
    """The values of the indices that a figure is of, and of what chance makes of them.

    Args:
        topic: what they are of.
        records: their records.
        down: what a row is of besides an area: `governance`.
    """
    found = {r["index_code"] for r in records}
    return pivot(
        records,
        {"area": topic.text["area"], **{f"{name}_name": topic.text[name] for name in down}},
        [Measure("", "value", topic.write.decimals(4))],
        "index_code",
        {code: topic.names.indices[code] for code in COLUMNS if code in found},
    )
