"""Lines over the school years, each with its name at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil

import altair as alt

from segmon.report.charts.base import DATA, Spec, Title, filled, fitted
from segmon.report.charts.channels import (
    Looks,
    Texts,
    colour_of,
    legend_of,
    looks_of,
    shape_of,
    ticks,
    tooltips,
)
from segmon.report.marts import Record
from segmon.report.palette import Look, readable

HEIGHT = 220
#: More names, or longer ones, than this do not fit at the ends of lines: they are in a legend.
MOST_NAMES, LONGEST_NAME = 6, 18
#: Pixels of a letter, between a point and its name, and of a line of text where a chart is lowest.
LETTER, SPACE, LINE = 6.6, 12, 13
LOWEST = 150


def top(values: Sequence[float | None]) -> float:
    """Where an axis of values ends: the tenth above them, with some room."""
    known = [value for value in values if value is not None]
    return min(max(ceil(max(known, default=0) * 10 + 0.2) / 10, 0.2), 1)


def trend(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    high: float | None = None,
) -> Spec:
    """Lines over the school years, a line per series.

    Args:
        records: with `series`, `school_year` and `value`, and `chance`, what chance would give, if
            it has a name.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        looks: what each series looks like.
        high: where the axis of values ends; by default just above the values.
    """
    shown = [{**r, "start": int(r["school_year"][:4])} for r in records if r["value"] is not None]
    starts = tuple(sorted({r["start"] for r in shown})) or (0,)
    end = high or top([r.get(name) for r in shown for name in ("value", "chance")])
    series = looks_of(shown, looks)
    labelled = _labelled(shown, starts[-1], end, [name for name, _ in series])
    chart = _trend(series, starts, end, tuple(names.items()), bool(labelled))
    if labelled:
        # where a chart is narrow the names would take the place of the lines
        narrow = _trend(series, starts, end, tuple(names.items()), has_labels=False)
        chart = {**chart, "usermeta": {"narrow": narrow}}
    return filled(chart, labelled or shown, title)


def _labelled(
    records: Sequence[Record], last: int, high: float, series: Sequence[str]
) -> list[Record]:
    """The records, those at the end of lines with a place for their name, if all names fit."""
    ends = [r for r in records if r["start"] == last]
    fits = 1 < len(series) <= MOST_NAMES and max(map(len, series)) <= LONGEST_NAME
    if not fits or len(ends) < len(series):
        return []
    places = apart([r["value"] for r in ends], LINE / LOWEST * high)
    # a place is no figure: it has no more digits than the ones that are published
    labels = {r["series"]: round(place, 2) for r, place in zip(ends, places, strict=True)}
    return [{**r, "label": labels[r["series"]]} if r["start"] == last else r for r in records]


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Places as near to values as they can be with a gap between them.

    Those that are too near to each other are spread around their mean.

    Args:
        values: the values.
        gap: the least distance of two places.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    groups: list[list[int]] = []
    for i in order:
        groups.append([i])
        while len(groups) > 1 and _low(groups[-1], values, gap) < (
            _low(groups[-2], values, gap) + gap * len(groups[-2])
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    places = {
        i: _low(group, values, gap) + gap * place
        for group in groups
        for place, i in enumerate(group)
    }
    return [places[i] for i in range(len(values))]


def _low(group: Sequence[int], values: Sequence[float], gap: float) -> float:
    """The lowest place of a group; none is below the axis."""
    mean = sum(values[i] for i in group) / len(group)
    return max(mean - gap * (len(group) - 1) / 2, 0)


@cache
def _trend(
    series: Looks, starts: tuple[int, ...], high: float, names: Texts, has_labels: bool
) -> Spec:
    named = [name for name, _ in series]
    # a school year in two lines, at its place in time
    label = "[format(datum.value, 'd') + '-', format(datum.value + 1, 'd')]"
    x = alt.X("start:Q", title=None).axis(values=starts, grid=False, labelExpr=label)
    y = alt.Y("value:Q", title=None).axis(format=".2f", tickCount=5)
    room = round(max(map(len, named)) * LETTER) if has_labels else 0
    base = alt.Chart(DATA).encode(
        x=x.scale(
            domain=[starts[0] - 0.4, starts[-1] + 0.4],
            nice=False,
            range=[0, alt.expr(f"width - {room}")],
        ),
        y=y.scale(domain=[0, high], nice=False),
        color=colour_of(series, has_legend=not has_labels),
    )
    shape = shape_of(series, has_legend=not has_labels)
    legend = None if has_labels else legend_of(named)
    dash = alt.StrokeDash("series:N", sort=named, legend=legend)
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=dash.scale(domain=named, range=[[*look.dash] for _, look in series])
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=shape, tooltip=tooltips(names, ".4f")
    )
    # lines first: a legend that begins with ticks does not take in the dashes, and is drawn twice
    layers = [lines, *ticks(base, names, y=alt.Y("chance:Q")), points]
    if has_labels:
        layers.append(_names(series))
    return fitted(alt.layer(*layers).properties(height=HEIGHT))


def _names(series: Looks) -> alt.Chart:
    """Names at the ends of lines, in their colours where those can be read."""
    colours = alt.Scale(
        domain=[name for name, _ in series], range=[readable(look.colour) for _, look in series]
    )
    texts = alt.Chart(DATA).mark_text(align="left", baseline="middle", dx=SPACE, fontSize=12)
    fill = alt.Fill("series:N", scale=colours, legend=None)
    named: alt.Chart = texts.transform_filter("isValid(datum.label)").encode(
        x="start:Q", y="label:Q", text="series:N", fill=fill
    )
    return named
