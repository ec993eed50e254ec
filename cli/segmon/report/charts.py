"""Charts of the report: a few functions that make Vega-Lite specifications with Altair.

A chart fills the width of its place on the page. Series differ by colour and also by mark, dash or
place, and look the same in every chart (`segmon.report.palette`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import ceil
from textwrap import wrap
from typing import Any, Literal

import altair as alt

from segmon.report.marts import Record
from segmon.report.palette import INK, Look, contrast

Spec = dict[str, Any]
Strings = tuple[str, ...]
Title = tuple[str, str]
Texts = tuple[tuple[str, str], ...]
#: Names of series, or of years, each with what it looks like.
Looks = tuple[tuple[str, Look], ...]

#: Stands for the records until a chart is filled.
DATA = alt.NamedData("records")
#: Pixels of a row of bars.
ROW = 30


def _spec(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Spec:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    made = chart.properties(width="container", autosize=fit).to_dict(validate=False)
    return {key: part for key, part in made.items() if key not in ("config", "$schema")}


def _filled(chart: Spec, records: Sequence[Record], title: Title) -> Spec:
    # charts of one shape share a specification: making one takes longer than filling it
    text, subtitle = title
    return {
        **chart,
        "title": {"text": _lines(text, 46), "subtitle": _lines(subtitle, 56)},
        "data": {"values": [*records]},
    }


def _lines(text: str, width: int) -> str | list[str]:
    """A title that is too long for a chart on a narrow screen in several lines."""
    return text if len(text) <= width else wrap(text, width)


def has_values(chart: Spec) -> bool:
    """Whether a chart draws anything but its axes."""
    return any(record["value"] is not None for record in chart["data"]["values"])


def _tooltip(names: Texts, value_format: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{column}:Q", title=name, format=value_format)
        if column in ("value", "chance")
        else alt.Tooltip(f"{column}:N", title=name)
        for column, name in names
    ]


def _values(records: Sequence[Record], column: str) -> Strings:
    return tuple(dict.fromkeys(r[column] for r in records))


def _rows(rows: Strings, *, grid: bool = False) -> alt.Y:
    # a long name in two lines
    space = "lastindexof(slice(datum.label, 0, 24), ' ')"
    lines = f"[slice(datum.label, 0, {space}), slice(datum.label, {space} + 1)]"
    label = f"length(datum.label) > 24 && {space} > 0 ? {lines} : datum.label"
    y = alt.Y("row:N", sort=rows, title=None)
    return y.axis(ticks=False, domain=False, grid=grid, labelExpr=label)


def _looks(records: Sequence[Record], looks: Mapping[str, Look]) -> Looks:
    return tuple((name, looks[name]) for name in _values(records, "series"))


def _colour(series: Looks) -> alt.Color:
    names = [name for name, _ in series]
    return alt.Color("series:N", sort=names, legend=_legend(names)).scale(
        domain=names, range=[look.colour for _, look in series]
    )


def _shape(series: Looks) -> alt.Shape:
    names = [name for name, _ in series]
    return alt.Shape("series:N", sort=names, legend=_legend(names)).scale(
        domain=names, range=[look.shape for _, look in series]
    )


def _legend(series: Sequence[str]) -> alt.Legend | None:
    if len(series) < 2:
        return None
    wide = max(len(name) for name in series) > 24
    return alt.Legend(columns=1 if wide else 2, symbolStrokeWidth=0)


def trend(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
    looks: Mapping[str, Look],
) -> Spec:
    """Lines over the school years, a line per series.

    Args:
        records: with `series`, `school_year` and `value`, and `chance`, what chance would give, if
            it has a name.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        looks: what each series looks like.
    """
    shown = [{**r, "start": int(r["school_year"][:4])} for r in records if r["value"] is not None]
    starts = tuple(sorted({r["start"] for r in shown})) or (0,)
    known = [r[name] for r in shown for name in ("value", "chance") if r.get(name) is not None]
    high = min(max(ceil(max(known, default=0) * 10 + 0.2) / 10, 0.2), 1)
    series = _looks(shown, looks)
    chart = _trend(series, starts, high, tuple(names.items()))
    return _filled(chart, shown, title)


@cache
def _trend(series: Looks, starts: tuple[int, ...], high: float, names: Texts) -> Spec:
    named = [name for name, _ in series]
    # a school year in two lines, at its place in time
    label = "[format(datum.value, 'd') + '-', format(datum.value + 1, 'd')]"
    x = alt.X("start:Q", title=None).axis(values=starts, grid=False, labelExpr=label)
    y = alt.Y("value:Q", title=None).axis(format=".2f", tickCount=5)
    base = alt.Chart(DATA).encode(
        x=x.scale(domain=[starts[0] - 0.4, starts[-1] + 0.4], nice=False),
        y=y.scale(domain=[0, high], nice=False),
        color=_colour(series),
    )
    dash = alt.StrokeDash("series:N", sort=named, legend=_legend(named))
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=dash.scale(domain=named, range=[[*look.dash] for _, look in series])
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=_shape(series), tooltip=_tooltip(names, ".4f")
    )
    # lines first: a legend that begins with ticks does not take in the dashes, and is drawn twice
    layers = [lines, *_ticks(base, names, y=alt.Y("chance:Q")), points]
    return _spec(alt.layer(*layers).properties(height=220))


def stacked(
    records: Sequence[Record], title: Title, names: Mapping[str, str], looks: Mapping[str, Look]
) -> Spec:
    """Bars of 100 per cent, a bar per row and a part per series.

    Args:
        records: with `row`, `series` and `value` (a share).
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        looks: what each series looks like, in the order of the parts.
    """
    drawn = [r for r in records if r["value"] is not None]
    found = {*_values(drawn, "series")}
    series = tuple((name, look.colour) for name, look in looks.items() if name in found)
    places = {name: i for i, (name, _) in enumerate(series)}
    shown = [{**r, "place": places[r["series"]]} for r in drawn]
    return _filled(_stacked(_values(shown, "row"), series, tuple(names.items())), shown, title)


@cache
def _stacked(rows: Strings, colours: Texts, names: Texts) -> Spec:
    series, shades = [name for name, _ in colours], [colour for _, colour in colours]
    base = alt.Chart(DATA).encode(y=_rows(rows), order=alt.Order("place:O"))
    x = alt.X("value:Q", title=None, stack="zero")
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x.axis(format=".0%", tickCount=5).scale(domain=[0, 1]),
        color=alt.Color("series:N", sort=series)
        .scale(domain=series, range=shades)
        .legend(columns=1),
        tooltip=_tooltip(names, ".2%"),
    )
    light = [i for i, colour in enumerate(shades) if contrast(colour) < contrast(colour, INK)]
    text = base.mark_text(fontSize=11).encode(
        x=alt.X("value:Q", stack="zero", bandPosition=0.5),
        text=alt.condition("datum.value >= 0.08", alt.Text("value:Q", format=".0%"), alt.value("")),
        color=alt.condition(
            f"indexof({light}, datum.place) >= 0", alt.value(INK), alt.value("white")
        ),
    )
    return _spec(alt.layer(bars, text).properties(height=ROW * len(rows)))


def bars(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
    years: Mapping[str, str],
    *,
    hollow: str = "",
    formats: tuple[str, str] = ("+.2f", "+.4f"),
    average: tuple[str, float | None] = ("", None),
) -> Spec:
    """Bars from zero, a group of bars per row with a bar per school year.

    Args:
        records: with `row`, `school_year`, `value` and `status`.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        years: colour of each school year.
        hollow: status of which the bars are drawn as an outline.
        formats: of the axis, and of the value on hover.
        average: name and value of a line through all rows, if there is one.
    """
    shown = [r for r in records if r["value"] is not None]
    found = {r["school_year"] for r in shown}
    colours = tuple((year, colour) for year, colour in years.items() if year in found)
    chart = _bars(_values(shown, "row"), colours, tuple(names.items()), hollow, formats)
    name, value = average
    line = [*_average(name, value, formats[1])] if value is not None else []
    return _filled({**chart, "layer": [*chart["layer"], *line]}, shown, title)


@cache
def _bars(
    rows: Strings, colours: Texts, names: Texts, hollow: str, formats: tuple[str, str]
) -> Spec:
    years, shades = [year for year, _ in colours], [colour for _, colour in colours]
    scale = alt.Scale(domain=years, range=shades)
    legend = None if len(years) < 2 else alt.Legend()
    fill = alt.Fill("school_year:N", sort=years, scale=scale, legend=legend)
    marks = (
        alt.Chart(DATA)
        .mark_bar(strokeWidth=1.2)
        .encode(
            y=_rows(rows),
            yOffset=alt.YOffset("school_year:N", sort=years).scale(paddingInner=0.15),
            x=alt.X("value:Q", title=None).axis(format=formats[0], tickCount=5),
            fill=alt.condition(f"datum.status === '{hollow}'", alt.value("white"), fill)
            if hollow
            else fill,
            stroke=alt.Stroke("school_year:N", sort=years, scale=scale, legend=legend),
            tooltip=_tooltip(names, formats[1]),
        )
    )
    zero = alt.Chart(DATA).mark_rule(color=INK).encode(x=alt.datum(0))
    # many years make thin bars, not a chart that fits on no page
    height = max(ROW, min(8 * len(years), 2 * ROW)) * len(rows)
    return _spec(alt.layer(marks, zero).properties(height=height))


def _average(name: str, value: float, value_format: str) -> Iterator[Spec]:
    place = {"field": "average", "type": "quantitative"}
    tooltip = {**place, "title": name, "format": value_format}
    # on a rule of paper it is seen on dark bars too
    for look in ({"color": "white", "strokeWidth": 4}, {"color": INK, "strokeDash": [5, 3]}):
        yield {
            "data": {"values": [{"average": value}]},
            "mark": {"type": "rule", "strokeWidth": 1.5, **look},
            "encoding": {"x": place, **({"tooltip": tooltip} if "strokeDash" in look else {})},
        }


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
    keys = (_values(shown, "row"), _looks(shown, looks), tuple(names.items()))
    return _filled(_dots(*keys, value_format, axis_format), shown, title)


@cache
def _dots(rows: Strings, series: Looks, names: Texts, value_format: str, axis_format: str) -> Spec:
    colour = _colour(series)
    base = alt.Chart(DATA).encode(y=_rows(rows, grid=True))
    reach = base.mark_rule(color="#8d96a1").encode(
        x=alt.X("min(value):Q", title=None), x2=alt.X2("max(value):Q")
    )
    points = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=alt.X("value:Q", title=None).axis(format=axis_format, tickCount=5).scale(zero=True),
        color=colour,
        shape=_shape(series),
        tooltip=_tooltip(names, value_format),
    )
    layers = [reach, *_ticks(base, names, x=alt.X("chance:Q"), color=colour), points]
    return _spec(alt.layer(*layers).properties(height=ROW * len(rows)))


def _ticks(base: alt.Chart, names: Texts, **channels: Any) -> Iterator[alt.Chart]:
    """Ticks across the axis of the values at what chance would give, if it has a name."""
    if "chance" in dict(names):
        orient: Literal["horizontal", "vertical"] = "horizontal" if "y" in channels else "vertical"
        yield base.mark_tick(orient=orient, thickness=2, size=15, opacity=1).encode(**channels)
