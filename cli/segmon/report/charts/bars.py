"""Bars: of 100 per cent, or from zero with one per school year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import altair as alt

from segmon.report.charts.base import DATA, ROW, Spec, Title, filled, fitted
from segmon.report.charts.channels import Strings, Texts, rows_axis, tooltips, values
from segmon.report.marts import Record
from segmon.report.palette import INK, Look, contrast


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
    found = {*values(drawn, "series")}
    series = tuple((name, look.colour) for name, look in looks.items() if name in found)
    places = {name: i for i, (name, _) in enumerate(series)}
    shown = [{**r, "place": places[r["series"]]} for r in drawn]
    return filled(_stacked(values(shown, "row"), series, tuple(names.items())), shown, title)


@cache
def _stacked(rows: Strings, colours: Texts, names: Texts) -> Spec:
    series, shades = [name for name, _ in colours], [colour for _, colour in colours]
    base = alt.Chart(DATA).encode(y=rows_axis(rows), order=alt.Order("place:O"))
    x = alt.X("value:Q", title=None, stack="zero")
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x.axis(format=".0%", tickCount=5).scale(domain=[0, 1]),
        color=alt.Color("series:N", sort=series)
        .scale(domain=series, range=shades)
        .legend(columns=1),
        tooltip=tooltips(names, ".2%"),
    )
    light = [i for i, colour in enumerate(shades) if contrast(colour) < contrast(colour, INK)]
    text = (
        base.properties(name="inside")
        .mark_text(fontSize=11)
        .encode(
            x=alt.X("value:Q", stack="zero", bandPosition=0.5),
            text=alt.condition(
                "datum.value >= 0.08", alt.Text("value:Q", format=".0%"), alt.value("")
            ),
            color=alt.condition(
                f"indexof({light}, datum.place) >= 0", alt.value(INK), alt.value("white")
            ),
        )
    )
    return fitted(alt.layer(bars, text).properties(height=ROW * len(rows)))


def bars(
    records: Sequence[Record],
    title: Title,
    names: Mapping[str, str],
    years: Mapping[str, str],
    *,
    hollow: str = "",
    formats: tuple[str, str] = ("+.2f", "+.4f"),
    average: tuple[str, float | None] = ("", None),
    ends: tuple[float, float] | None = None,
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
        ends: where the axis begins and ends; by default where the bars do.
    """
    shown = [r for r in records if r["value"] is not None]
    found = {r["school_year"] for r in shown}
    colours = tuple((year, colour) for year, colour in years.items() if year in found)
    chart = _bars(values(shown, "row"), colours, tuple(names.items()), hollow, formats, ends)
    name, value = average
    line = [*_average(name, value, formats[1])] if value is not None else []
    return filled({**chart, "layer": [*chart["layer"], *line]}, shown, title)


@cache
def _bars(
    rows: Strings,
    colours: Texts,
    names: Texts,
    hollow: str,
    formats: tuple[str, str],
    ends: tuple[float, float] | None,
) -> Spec:
    years, shades = [year for year, _ in colours], [colour for _, colour in colours]
    scale = alt.Scale(domain=years, range=shades)
    legend = None if len(years) < 2 else alt.Legend()
    x = alt.X("value:Q", title=None).axis(format=formats[0], tickCount=5)
    if ends:
        x = x.scale(domain=ends, nice=True)
    fill = alt.Fill("school_year:N", sort=years, scale=scale, legend=legend)
    marks = (
        alt.Chart(DATA)
        .mark_bar(strokeWidth=1.2)
        .encode(
            y=rows_axis(rows),
            yOffset=alt.YOffset("school_year:N", sort=years).scale(paddingInner=0.15),
            x=x,
            fill=alt.condition(f"datum.status === '{hollow}'", alt.value("white"), fill)
            if hollow
            else fill,
            stroke=alt.Stroke("school_year:N", sort=years, scale=scale, legend=legend),
            tooltip=tooltips(names, formats[1]),
        )
    )
    zero = alt.Chart(DATA).mark_rule(color=INK).encode(x=alt.datum(0))
    # many years make thin bars, not a chart that fits on no page
    height = max(ROW, min(8 * len(years), 2 * ROW)) * len(rows)
    return fitted(alt.layer(marks, zero).properties(height=height))


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
