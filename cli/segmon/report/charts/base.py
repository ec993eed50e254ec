"""What every chart has: its title, its records, and the width of its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import altair as alt

from segmon.report.marts import Record

Spec = dict[str, Any]
Title = tuple[str, str]

#: Stands for the records until a chart is filled.
DATA = alt.NamedData("records")
#: Pixels of a row of bars.
ROW = 30


def point(record: Record, series: str, row: str = "", column: str = "value") -> Record:
    """A record of a mart as a point of a chart.

    Args:
        record: the record.
        series: name of its series.
        row: name of its row, if the chart has rows.
        column: the column that is drawn.
    """
    made = {"series": series, "school_year": record["school_year"], "value": record[column]}
    if "chance" in record:
        made["chance"] = record["chance"]
    return {**made, "row": row} if row else made


def fitted(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Spec:
    """A chart as a specification that is as wide as its place."""
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    made = chart.properties(width="container", autosize=fit).to_dict(validate=False)
    return {key: part for key, part in made.items() if key not in ("config", "$schema")}


def filled(chart: Spec, records: Sequence[Record], title: Title) -> Spec:
    """A specification with its records and its title.

    Charts of one shape share a specification: making one takes longer than filling it.
    """
    text, subtitle = title
    return {
        **chart,
        "title": {"text": _lines(text, 42), "subtitle": _lines(subtitle, 52)},
        "data": {"values": [*records]},
    }


def _lines(text: str, width: int) -> str | list[str]:
    """A title that is too long for a chart on a narrow screen in several lines."""
    return text if len(text) <= width else wrap(text, width)


def has_values(chart: Spec) -> bool:
    """Whether a chart draws anything but its axes."""
    return any(record["value"] is not None for record in chart["data"]["values"])
