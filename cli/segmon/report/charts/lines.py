"""Lines over the school years."""

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
from segmon.report.palette import Look


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
    series = looks_of(shown, looks)
    chart = _trend(series, starts, high, tuple(names.items()))
    return filled(chart, shown, title)


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
        color=colour_of(series),
    )
    dash = alt.StrokeDash("series:N", sort=named, legend=legend_of(named))
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=dash.scale(domain=named, range=[[*look.dash] for _, look in series])
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=shape_of(series), tooltip=tooltips(names, ".4f")
    )
    # lines first: a legend that begins with ticks does not take in the dashes, and is drawn twice
    layers = [lines, *ticks(base, names, y=alt.Y("chance:Q")), points]
    return fitted(alt.layer(*layers).properties(height=220))
