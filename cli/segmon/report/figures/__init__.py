"""The tables and figures of one sector and characteristic, in the order of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from segmon.report import charts
from segmon.report.figures.categories import compositions, contributions
from segmon.report.figures.distances import all_distances, distances
from segmon.report.figures.governances import governances
from segmon.report.figures.indices import COLUMNS, distributions, trends
from segmon.report.headings import headed
from segmon.report.topic import Item, Topic

__all__ = ["COLUMNS", "all_distances", "drawn", "items"]


def items(topic: Topic) -> list[Item]:
    """The tables and figures that the marts of a topic can fill."""
    made = [*distributions(topic), *trends(topic), *compositions(topic, "national")]
    for city in topic.scope.cities:
        made += [*compositions(topic, "g4", city), *contributions(topic, city)]
    order = {item.name: i for i, item in enumerate(made)}
    made.sort(key=lambda item: (_place(item, topic), order[item.name]))
    shown = drawn([*made, *governances(topic), *distances(topic)])
    return [headed(item, topic) for item in shown]


def drawn(made: Iterable[Item]) -> Iterator[Item]:
    """Tables, and figures that draw something: without the charts that have not a single value."""
    for item in made:
        panels = [panel for panel in item.panels if charts.has_values(panel)]
        if panels or not item.panels:
            yield replace(item, panels=panels)


def _place(item: Item, topic: Topic) -> tuple[int, int]:
    """Tables before figures, published numbers in their order before our own."""
    last = item.number.rsplit(".", 1)[-1]
    return (int(item.word == topic.text["figure"]), int(last) if last.isdecimal() else 99)
