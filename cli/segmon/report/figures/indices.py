"""Tables of the groups, and figures of both indices over the years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from segmon.numbering import section_number
from segmon.published.changes import INDICES
from segmon.report import charts, references, sentences
from segmon.report.descriptions import described
from segmon.report.marts import Record, select, years
from segmon.report.tables import Measure, pivot
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
            down = {"area": text["area"], "group": text["group"]}
            records = [*with_unknown(records, text["unknown_of_all"])]
            yield Item(
                *(text["table"], f"{section_number(topic.sector, topic.characteristic)}.{number}"),
                text["title_distribution"].format(level=topic.level(level)),
                pivot(records, down, [Measure("", "value", topic.write.percent(0))]),
            )


def with_unknown(records: list[Record], name: str) -> Iterator[Record]:
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
        hover = {"series": text["area"], "school_year": text["school_year"], "value": text["value"]}
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
            found = references.beside(of_index, topic, records)
            shown = [charts.point(r, r["area"]) for r in found]
            title, ticks, hovered = references.said(code, topic, hover)
            panel = charts.trend(shown, (title, ticks), hovered, topic.looks["area"], highs[code])
            panels.append(described(panel, topic.write.two_decimals, text))
        blocks = {code: names.indices[code] for code in COLUMNS}
        measure = Measure("", "value", topic.write.decimals(4))
        yield Item(
            *topic.figure(level),
            text["title_trend"].format(level=topic.level(level)),
            pivot(records, {"area": text["area"]}, [measure], "index_code", blocks),
            panels,
            said,
            (*TERMS, "urbanity") if level == "urbanity" else TERMS,
        )
