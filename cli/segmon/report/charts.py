"""Charts of the report: a few functions that make Vega-Lite specifications with Altair.

A chart fills the width of its place on the page; `picture` puts the charts of a figure beside each
other in a fixed size. Colours keep apart for the colour-blind and stand out 3 to 1 from the paper;
series also differ by mark, dash or place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

import altair as alt

from segmon.report.marts import Record

Spec = dict[str, Any]

INK, GREY = "#1b1f24", "#b9c0c9"
#: Series without an order; the last ones only where a figure has more than four.
COLOURS = ["#0072b2", "#b34700", "#007a57", "#a2487f", "#7a5c00", "#1b1f24"]
#: Classes in an order, from dark to light.
ORDERED = ["#14213d", "#1f5a93", "#14808f", "#5f8f2f", "#b37400"]
#: The first group, the middle, the third; shades where several groups share a position.
POSITIONS = {"first": ["#0072b2", "#4a9ed0"], "middle": [GREY, "#8d96a1"], "third": ["#b34700"]}
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
CONFIG = alt.Config(
    font=FONT,
    background="white",
    aria=False,
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        labelColor=INK,
        titleColor=INK,
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
        gridColor="#e6e9ed",
        domainColor="#8d96a1",
        tickColor="#8d96a1",
        labelLimit=150,
    ),
    legend=alt.LegendConfig(
        orient="bottom",
        columns=2,
        labelFontSize=12,
        labelColor=INK,
        labelLimit=220,
        title=None,
        symbolSize=90,
        symbolStrokeWidth=2,
    ),
    title=alt.TitleConfig(
        anchor="start", fontSize=13, fontWeight="bold", color=INK, offset=10, subtitleColor=INK
    ),
)
#: Pixels of a row of bars.
ROW = 30


def _spec(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart, records: Sequence[Record], title: str
) -> Spec:
    data = alt.InlineData(values=[dict(r) for r in records])
    sized = chart.properties(width="container", title=title, data=data)
    return dict(sized.to_dict(validate=False))


def config() -> Spec:
    """What every chart looks like, once for all."""
    return dict(CONFIG.to_dict(validate=False))


def _tooltip(names: Mapping[str, str], value_format: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{c}:Q", title=name, format=value_format)
        if c == "value"
        else alt.Tooltip(f"{c}:N", title=name)
        for c, name in names.items()
    ]


def trend(
    records: Sequence[Record], title: str, names: Mapping[str, str], *, ordered: bool = False
) -> Spec:
    """Lines over the school years, a line per series.

    Args:
        records: with `series`, `school_year` and `value`.
        title: title of the chart.
        names: what each of those three is called, for hovering.
        ordered: whether the series are classes in an order.
    """
    shown = [{**r, "start": int(r["school_year"][:4])} for r in records if r["value"] is not None]
    series = list(dict.fromkeys(r["series"] for r in records))
    starts = sorted({r["start"] for r in shown})
    values = [r["value"] for r in shown] or [0]
    low, high = floor(min(values) * 10 - 0.2) / 10, ceil(max(values) * 10 + 0.2) / 10
    legend = alt.Legend() if len(series) > 1 else None
    x = (
        alt.X("start:Q", title=None)
        .axis(
            values=starts,
            grid=False,
            labelOverlap=True,
            labelExpr="[format(datum.value, 'd') + '-', format(datum.value + 1, 'd')]",
        )
        .scale(domain=[starts[0] - 0.4, starts[-1] + 0.4] if starts else [0, 1], nice=False)
    )
    y = (
        alt.Y("value:Q", title=None)
        .axis(format=".2f", tickCount=5)
        .scale(domain=[max(low, 0), min(max(high, low + 0.2), 1)], nice=False)
    )
    colour = alt.Color("series:N", sort=series, legend=legend).scale(
        domain=series, range=(ORDERED if ordered else COLOURS)[: len(series)] or COLOURS
    )
    dash = alt.StrokeDash("series:N", sort=series, legend=legend).scale(domain=series, range=DASHES)
    shape = alt.Shape("series:N", sort=series, legend=legend).scale(domain=series, range=SHAPES)
    base = alt.Chart().encode(x=x, y=y, color=colour)
    chart = alt.layer(
        base.mark_line(strokeWidth=2).encode(strokeDash=dash),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            shape=shape, tooltip=_tooltip(names, ".4f")
        ),
    )
    return _spec(chart.properties(height=220), shown, title)


def stacked(
    records: Sequence[Record], title: str, names: Mapping[str, str], colours: Mapping[str, str]
) -> Spec:
    """Bars of 100 per cent, a bar per row and a part per series.

    Args:
        records: with `row`, `series` and `value` (a share).
        title: title of the chart.
        names: what each of those is called, for hovering.
        colours: colour of each series.
    """
    shown = [
        {**r, "place": list(colours).index(r["series"])} for r in records if r["value"] is not None
    ]
    rows = list(dict.fromkeys(r["row"] for r in shown))
    base = alt.Chart().encode(
        y=alt.Y("row:N", sort=rows, title=None).axis(ticks=False, domain=False),
        x=alt.X("value:Q", title=None, stack="zero")
        .axis(format=".0%", tickCount=5)
        .scale(domain=[0, 1]),
        order=alt.Order("place:O"),
    )
    series = list(colours)
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        color=alt.Color("series:N", sort=series)
        .scale(domain=series, range=list(colours.values()))
        .legend(columns=1),
        tooltip=_tooltip(names, ".2%"),
    )
    text = base.mark_text(fontSize=11).encode(
        x=alt.X("value:Q", stack="zero", bandPosition=0.5),
        text=alt.condition("datum.value >= 0.08", alt.Text("value:Q", format=".0%"), alt.value("")),
        color=alt.condition(f"datum.colour === '{GREY}'", alt.value(INK), alt.value("white")),
    )
    coloured = [{**r, "colour": colours[r["series"]]} for r in shown]
    return _spec(alt.layer(bars, text).properties(height={"step": ROW}), coloured, title)


def bars(
    records: Sequence[Record], title: str, names: Mapping[str, str], *, faint: str = ""
) -> Spec:
    """Bars to both sides of zero, a group of bars per row with a bar per school year.

    Args:
        records: with `row`, `school_year`, `value` and `status`.
        title: title of the chart.
        names: what each of those is called, for hovering.
        faint: status of which the bars are drawn faintly, with an outline.
    """
    shown = [r for r in records if r["value"] is not None]
    rows = list(dict.fromkeys(r["row"] for r in shown))
    all_years = sorted({r["school_year"] for r in shown})
    shades = ["#9ecae8", "#5fa8d6", "#2a80b9", "#0b4f82"][-len(all_years) :] if all_years else []
    base = alt.Chart().encode(
        y=alt.Y("row:N", sort=rows, title=None).axis(ticks=False, domain=False),
        yOffset=alt.YOffset("school_year:N", sort=all_years),
    )
    marks = base.mark_bar(stroke="#0b4f82", strokeWidth=0.8).encode(
        x=alt.X("value:Q", title=None).axis(format="+.2f", tickCount=5),
        color=alt.Color("school_year:N", sort=all_years).scale(
            domain=all_years, range=shades or COLOURS
        ),
        fillOpacity=alt.condition(f"datum.status === '{faint}'", alt.value(0.25), alt.value(1)),
        tooltip=_tooltip(names, "+.4f"),
    )
    zero = alt.Chart().mark_rule(color=INK).encode(x=alt.datum(0))
    height = alt.Step(max(7, ROW // max(len(all_years), 1)), **{"for": "offset"})
    return _spec(alt.layer(marks, zero).properties(height=height), shown, title)


def dots(
    records: Sequence[Record],
    title: str,
    names: Mapping[str, str],
    *,
    value_format: str = ".4f",
    axis_format: str = ".2f",
) -> Spec:
    """Dots on a line per row, a dot per series.

    Args:
        records: with `row`, `series` and `value`.
        title: title of the chart.
        names: what each of those is called, for hovering.
        value_format: format of the value on hover.
        axis_format: format of the axis.
    """
    shown = [r for r in records if r["value"] is not None]
    rows = list(dict.fromkeys(r["row"] for r in shown))
    series = list(dict.fromkeys(r["series"] for r in shown))
    legend = alt.Legend() if len(series) > 1 else None
    base = alt.Chart().encode(
        y=alt.Y("row:N", sort=rows, title=None).axis(ticks=False, domain=False, grid=True)
    )
    x = alt.X("value:Q", title=None).axis(format=axis_format, tickCount=5).scale(zero=True)
    chart = alt.layer(
        base.mark_rule(color="#8d96a1").encode(
            x=alt.X("min(value):Q", title=None), x2=alt.X2("max(value):Q")
        ),
        base.mark_point(filled=True, size=95, opacity=1).encode(
            x=x,
            color=alt.Color("series:N", sort=series, legend=legend).scale(
                domain=series, range=COLOURS[: len(series)] or COLOURS
            ),
            shape=alt.Shape("series:N", sort=series, legend=legend).scale(
                domain=series, range=SHAPES[: len(series)] or SHAPES
            ),
            tooltip=_tooltip(names, value_format),
        ),
    )
    return _spec(chart.properties(height={"step": ROW}), shown, title)


def picture(panels: Sequence[Spec], title: str) -> Spec:
    """The charts of a figure beside each other, with a title, for a slide."""
    parts = [{k: v for k, v in p.items() if k not in ("config", "$schema")} for p in panels]
    return {
        "$schema": panels[0]["$schema"],
        "title": {"text": title, "fontSize": 16, "offset": 18},
        "config": {**config(), "concat": {"spacing": 40}},
        "hconcat": [{**part, "width": 420} for part in parts],
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
    }
