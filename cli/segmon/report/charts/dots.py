"""Dots on a line per row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import altair as alt

from segmon.report.charts.base import DATA, ROW, Spec, Title, filled, fitted
from segmon.report.charts.channels import (
    Looks,
    Strings,
    Texts,
    colour_of,
    looks_of,
    rows_axis,
    shape_of,
    ticks,
    tooltips,
    values,
)
from segmon.report.marts import Record
from segmon.report.palette import Look


def dots(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    *,
    value_format: str = ".4f",
    axis_format: str = ".2f",
) -> Spec:
    """Dots on a line per row, a dot per series.

    Args:
        records: with `row`, `series` and `value`, and `chance`, what chance would give, if it has a
            name.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        looks: what each series looks like.
        value_format: format of the value on hover.
        axis_format: format of the axis.
    """
    shown = [r for r in records if r["value"] is not None]
    keys = (values(shown, "row"), looks_of(shown, looks), tuple(names.items()))
    return filled(_dots(*keys, value_format, axis_format), shown, title)


@cache
def _dots(rows: Strings, series: Looks, names: Texts, value_format: str, axis_format: str) -> Spec:
    colour = colour_of(series)
    base = alt.Chart(DATA).encode(y=rows_axis(rows, grid=True))
    reach = base.mark_rule(color="#8d96a1").encode(
        x=alt.X("min(value):Q", title=None), x2=alt.X2("max(value):Q")
    )
    points = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=alt.X("value:Q", title=None).axis(format=axis_format, tickCount=5).scale(zero=True),
        color=colour,
        shape=shape_of(series),
        tooltip=tooltips(names, value_format),
    )
    layers = [reach, *ticks(base, names, x=alt.X("chance:Q"), color=colour), points]
    return fitted(alt.layer(*layers).properties(height=ROW * len(rows)))
