"""Charts of the report: a few functions that make Vega-Lite specifications with Altair.

A chart fills the width of its place on the page; `picture` puts the charts of a figure next to each
other in a fixed size. Series differ by colour and also by mark, dash or place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import ceil, floor
from typing import Any, Literal

import altair as alt

from segmon.report.looks import (
    COLOURS,
    CONFIG,
    DASHES,
    INK,
    ORDERED,
    POSITIONS,
    SHADES,
    SHAPES,
)
from segmon.report.marts import Record

Spec = dict[str, Any]
Strings = tuple[str, ...]
Title = tuple[str, str]
Texts = tuple[tuple[str, str], ...]

#: Stands for the records until a chart is filled.
DATA = alt.NamedData("records")
#: Pixels of a row of bars.
ROW = 30


def config() -> Spec:
    """What every chart looks like, once for all."""
    return dict(CONFIG.to_dict(validate=False))


def _spec(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Spec:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    made = chart.properties(width="container", autosize=fit).to_dict(validate=False)
    return {key: part for key, part in made.items() if key not in ("config", "$schema")}


def _filled(chart: Spec, records: Sequence[Record], title: Title) -> Spec:
    # charts of one shape share a specification: making one takes longer than filling it
    text, subtitle = title
    return {
        **chart,
        "title": {"text": text, "subtitle": subtitle},
        "data": {"values": [*records]},
    }


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


def _legend(series: Strings) -> alt.Legend | None:
    if len(series) < 2:
        return None
    wide = max(len(name) for name in series) > 24
    return alt.Legend(columns=1 if wide else 2, symbolStrokeWidth=0)


def trend(
    records: Sequence[Record], title: Title, names: Mapping[str, str], *, ordered: bool = False
) -> Spec:
    """Lines over the school years, a line per series.

    Args:
        records: with `series`, `school_year` and `value`, and `chance`, what chance would give, if
            it has a name.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        ordered: whether the series are classes in an order.
    """
    shown = [{**r, "start": int(r["school_year"][:4])} for r in records if r["value"] is not None]
    starts = tuple(sorted({r["start"] for r in shown})) or (0,)
    values = [r["value"] for r in shown] or [0]
    if "chance" in names:
        values.append(0)
    low = max(floor(min(values) * 10 - 0.2) / 10, 0)
    high = min(max(ceil(max(values) * 10 + 0.2) / 10, low + 0.2), 1)
    series = _values(records, "series")
    colours = tuple((ORDERED if ordered else COLOURS)[: len(series)])
    chart = _trend(series, colours, starts, (low, high), tuple(names.items()))
    return _filled(chart, shown, title)


@cache
def _trend(
    series: Strings,
    colours: Strings,
    starts: tuple[int, ...],
    domain: tuple[float, float],
    names: Texts,
) -> Spec:
    legend = _legend(series)
    # a school year in two lines, at its place in time
    label = "[format(datum.value, 'd') + '-', format(datum.value + 1, 'd')]"
    x = alt.X("start:Q", title=None).axis(values=starts, grid=False, labelExpr=label)
    y = alt.Y("value:Q", title=None).axis(format=".2f", tickCount=5)
    base = alt.Chart(DATA).encode(
        x=x.scale(domain=[starts[0] - 0.4, starts[-1] + 0.4], nice=False),
        y=y.scale(domain=domain, nice=False),
        color=alt.Color("series:N", sort=series, legend=legend).scale(domain=series, range=colours),
    )
    dash = alt.StrokeDash("series:N", sort=series, legend=legend)
    shape = alt.Shape("series:N", sort=series, legend=legend)
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=dash.scale(domain=series, range=DASHES[: len(series)])
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=shape.scale(domain=series, range=SHAPES[: len(series)]),
        tooltip=_tooltip(names, ".4f"),
    )
    layers = [*_ticks(base, names, y=alt.Y("chance:Q")), lines, points]
    return _spec(alt.layer(*layers).properties(height=220))


def stacked(
    records: Sequence[Record], title: Title, names: Mapping[str, str], colours: Mapping[str, str]
) -> Spec:
    """Bars of 100 per cent, a bar per row and a part per series.

    Args:
        records: with `row`, `series` and `value` (a share).
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        colours: colour of each series.
    """
    places = {series: i for i, series in enumerate(colours)}
    shown = [{**r, "place": places[r["series"]]} for r in records if r["value"] is not None]
    chart = _stacked(_values(shown, "row"), tuple(colours.items()), tuple(names.items()))
    return _filled(chart, shown, title)


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
    light = [i for i, colour in enumerate(shades) if colour in POSITIONS["middle"]]
    text = base.mark_text(fontSize=11).encode(
        x=alt.X("value:Q", stack="zero", bandPosition=0.5),
        text=alt.condition("datum.value >= 0.08", alt.Text("value:Q", format=".0%"), alt.value("")),
        color=alt.condition(
            f"indexof({light}, datum.place) >= 0", alt.value(INK), alt.value("white")
        ),
    )
    return _spec(alt.layer(bars, text).properties(height=ROW * len(rows)))


def bars(
    records: Sequence[Record], title: Title, names: Mapping[str, str], *, faint: str = ""
) -> Spec:
    """Bars to both sides of zero, a group of bars per row with a bar per school year.

    Args:
        records: with `row`, `school_year`, `value` and `status`.
        title: title and subtitle of the chart.
        names: what each of those is called, for hovering.
        faint: status of which the bars are drawn faintly, with an outline.
    """
    shown = [r for r in records if r["value"] is not None]
    all_years = tuple(sorted({r["school_year"] for r in shown}))
    chart = _bars(_values(shown, "row"), all_years, tuple(names.items()), faint)
    return _filled(chart, shown, title)


@cache
def _bars(rows: Strings, all_years: Strings, names: Texts, faint: str) -> Spec:
    # the later, the darker
    shades = [SHADES[-1 - i % len(SHADES)] for i in range(len(all_years))][::-1]
    colour = alt.Color("school_year:N", sort=all_years).scale(domain=all_years, range=shades)
    marks = (
        alt.Chart(DATA)
        .mark_bar(stroke=SHADES[-1], strokeWidth=0.8)
        .encode(
            y=_rows(rows),
            yOffset=alt.YOffset("school_year:N", sort=all_years),
            x=alt.X("value:Q", title=None).axis(format="+.2f", tickCount=5),
            color=colour,
            fillOpacity=alt.condition(f"datum.status === '{faint}'", alt.value(0.25), alt.value(1)),
            tooltip=_tooltip(names, "+.4f"),
        )
    )
    zero = alt.Chart(DATA).mark_rule(color=INK).encode(x=alt.datum(0))
    height = max(ROW, 8 * len(all_years)) * len(rows)
    return _spec(alt.layer(marks, zero).properties(height=height))


def dots(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
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
        value_format: format of the value on hover.
        axis_format: format of the axis.
    """
    shown = [r for r in records if r["value"] is not None]
    keys = (_values(shown, "row"), _values(shown, "series"), tuple(names.items()))
    return _filled(_dots(*keys, value_format, axis_format), shown, title)


@cache
def _dots(
    rows: Strings, series: Strings, names: Texts, value_format: str, axis_format: str
) -> Spec:
    legend = _legend(series)
    colour = alt.Color("series:N", sort=series, legend=legend).scale(
        domain=series, range=COLOURS[: len(series)]
    )
    shape = alt.Shape("series:N", sort=series, legend=legend)
    base = alt.Chart(DATA).encode(y=_rows(rows, grid=True))
    reach = base.mark_rule(color="#8d96a1").encode(
        x=alt.X("min(value):Q", title=None), x2=alt.X2("max(value):Q")
    )
    points = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=alt.X("value:Q", title=None).axis(format=axis_format, tickCount=5).scale(zero=True),
        color=colour,
        shape=shape.scale(domain=series, range=SHAPES[: len(series)]),
        tooltip=_tooltip(names, value_format),
    )
    layers = [reach, *_ticks(base, names, x=alt.X("chance:Q"), color=colour), points]
    return _spec(alt.layer(*layers).properties(height=ROW * len(rows)))


def _ticks(base: alt.Chart, names: Texts, **channels: Any) -> Iterator[alt.Chart]:
    """Ticks across the axis of the values at what chance would give, if it has a name."""
    if "chance" in dict(names):
        orient: Literal["horizontal", "vertical"] = "horizontal" if "y" in channels else "vertical"
        yield base.mark_tick(orient=orient, thickness=2, size=15, opacity=1).encode(**channels)


def picture(panels: Sequence[Spec], title: str) -> Spec:
    """The charts of a figure next to each other, with a title, for a slide."""
    return {
        "$schema": alt.SCHEMA_URL,
        "title": {"text": title, "fontSize": 16, "offset": 18},
        "config": {**config(), "concat": {"spacing": 40}},
        "hconcat": [{**part, "width": 420} for part in panels],
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }
