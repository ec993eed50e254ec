"""Charts of any municipality: specifications whose records the script of the page fills in.

What a reader picks has a place, 0 to 3, that decides its colour and mark; the urbanity class and
the country have the last two. The chips above the charts are their legend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from segmon.report.charts import DATA, Spec, fitted
from segmon.report.palette import INK, look

#: What the places of areas look like; the last is the country.
LOOKS = (*(look(place) for place in range(5)), look(5, INK))
PLACES = [*range(len(LOOKS))]
COLOURS = [place.colour for place in LOOKS]
DASHES = [[*place.dash] for place in LOOKS]
SHAPES = [place.shape for place in LOOKS]
#: Pixels from the lowest to the highest municipality.
STRIP_HEIGHT = 300


def templates(years: Sequence[str], text: Mapping[str, str], n_dots: int) -> dict[str, Any]:
    """The charts of each view, and the looks of the places.

    Args:
        years: the school years of the build.
        text: what the columns are called.
        n_dots: the number of municipalities.
    """
    names = {code: text[code] for code in ("area", "school_year", "value", "chance", "interaction")}
    starts = [int(year[:4]) for year in years]
    return {
        "colours": COLOURS,
        "dashes": DASHES,
        "trend": [_trend(names, starts, column) for column in ("value", "interaction")],
        "strip": [_strip(names, column, n_dots) for column in ("value", "interaction")],
    }


def _trend(names: Mapping[str, str], starts: Sequence[int], column: str) -> Spec:
    """Lines over the school years, broken where there is no figure."""
    # a school year in two lines, at its place in time
    label = "[format(datum.value, 'd') + '-', format(datum.value + 1, 'd')]"
    x = alt.X("start:Q", title=None).axis(values=[*starts], grid=False, labelExpr=label)
    y = alt.Y(f"{column}:Q", title=None).axis(format=".2f", tickCount=5)
    base = alt.Chart(DATA).encode(
        x=x.scale(domain=[starts[0] - 0.4, starts[-1] + 0.4], nice=False),
        y=y.scale(zero=True, nice=True),
        color=_by_place(alt.Color("place:N", legend=None), COLOURS),
    )
    lines = base.mark_line(strokeWidth=2, invalid="break-paths-filter-domains").encode(
        strokeDash=_by_place(alt.StrokeDash("place:N", legend=None), DASHES)
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=_by_place(alt.Shape("place:N", legend=None), SHAPES),
        tooltip=_tooltip(names, column),
    )
    ticks = base.mark_tick(orient="horizontal", thickness=2, size=15, opacity=1)
    layers = [ticks.encode(y="chance:Q"), lines, points] if column == "value" else [lines, points]
    return _template(alt.layer(*layers).properties(height=240), names[column])


def _strip(names: Mapping[str, str], column: str, n_dots: int) -> Spec:
    """Every municipality a dot from low to high, those that are picked with their names."""
    # what a filter leaves may be nothing, so no axis is taken from it: the script says the highest
    top = alt.param("top", value=1)
    base = alt.Chart(DATA)
    x = alt.X(f"{column}:Q", title=None).axis(format=".2f", tickCount=5)
    x = x.scale(domain=[0, top], nice=False)
    y, label_y = (
        alt.Y(f"{field}:Q", axis=None).scale(domain=[0, n_dots - 1], nice=False, padding=8)
        for field in ("rank", "label_rank")
    )
    colour = _by_place(alt.Color("place:N", legend=None), COLOURS)
    tooltip = _tooltip(names, column)
    all_dots = (
        base.transform_filter("datum.kind == 'other'")
        .mark_circle(size=34, color="#8d96a1", opacity=0.75)
        .encode(x=x, y=y, tooltip=tooltip)
    )
    wholes = base.transform_filter("datum.kind == 'whole'")
    rules = wholes.mark_rule(strokeWidth=2).encode(
        x=x, color=colour, strokeDash=_by_place(alt.StrokeDash("place:N", legend=None), DASHES)
    )
    picked = base.transform_filter("datum.kind == 'picked'")
    marks = picked.mark_point(filled=True, size=110, opacity=1, stroke="white").encode(
        x=x,
        y=y,
        color=colour,
        shape=_by_place(alt.Shape("place:N", legend=None), SHAPES),
        tooltip=tooltip,
    )
    layers = [all_dots, rules, *_ticks(picked, column, y, colour), marks]
    # the country and its class above the dots, each on a line of its own
    for place, dy in ((5, -8), (4, -23)):
        whole = wholes.transform_filter(f"datum.place == {place}")
        layers += _names(whole, x, alt.Y(value=0), dy, colour)
    layers += _names(picked, x, label_y, 0, alt.value(INK))
    chart = alt.layer(*layers).properties(height=STRIP_HEIGHT).add_params(top)
    return _template(chart, names[column])


def _ticks(picked: alt.Chart, column: str, y: alt.Y, colour: alt.Color) -> Iterator[alt.Chart]:
    if column == "value":
        ticks = picked.mark_tick(orient="vertical", thickness=2, size=15, opacity=1)
        yield ticks.encode(x=alt.X("chance:Q", title=None), y=y, color=colour)


def _names(of: alt.Chart, x: alt.X, y: Any, dy: int, colour: Any) -> Iterator[alt.Chart]:
    """Names next to marks, to the left or the right of them, readable over dots."""
    is_left = "datum.side == 'left'"
    for outline in (4, 0):
        look: dict[str, Any] = {"stroke": "white", "strokeWidth": outline} if outline else {}
        text = of.mark_text(
            align=alt.ExprRef(f"{is_left} ? 'right' : 'left'"),
            dx=alt.ExprRef(f"{is_left} ? -9 : 9"),
            **{"dy": dy, "fontSize": 12, "limit": 170, **look},
        )
        yield text.encode(x=x, y=y, text="label:N", color=colour)


def _by_place(channel: Any, values: Sequence[Any]) -> Any:
    return channel.scale(domain=PLACES, range=[*values])


def _tooltip(names: Mapping[str, str], column: str) -> list[alt.Tooltip]:
    figures = ("value", "chance") if column == "value" else (column,)
    return [
        *(alt.Tooltip(f"{code}:N", title=names[code]) for code in ("area", "school_year")),
        *(alt.Tooltip(f"{code}:Q", title=names[code], format=".4f") for code in figures),
    ]


def _template(chart: alt.LayerChart | alt.FacetChart, title: str) -> Spec:
    return fitted(chart.properties(title=title))
