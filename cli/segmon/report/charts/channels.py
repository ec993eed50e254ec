"""What the records of a chart are drawn by: rows, colours, marks, and what is said on hover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import altair as alt

from segmon.report.marts import Record
from segmon.report.palette import Look

Strings = tuple[str, ...]
Texts = tuple[tuple[str, str], ...]
#: Names of series, or of years, each with what it looks like.
Looks = tuple[tuple[str, Look], ...]


def rows_axis(rows: Strings, *, grid: bool = False) -> alt.Y:
    """A row per name, in their order."""
    # a long name in two lines
    space = "lastindexof(slice(datum.label, 0, 24), ' ')"
    lines = f"[slice(datum.label, 0, {space}), slice(datum.label, {space} + 1)]"
    label = f"length(datum.label) > 24 && {space} > 0 ? {lines} : datum.label"
    y = alt.Y("row:N", sort=rows, title=None)
    return y.axis(ticks=False, domain=False, grid=grid, labelExpr=label)


def tooltips(names: Texts, value_format: str) -> list[alt.Tooltip]:
    """What is shown on hover: the columns that have a name."""
    return [
        alt.Tooltip(f"{column}:Q", title=name, format=value_format)
        if column in ("value", "chance")
        else alt.Tooltip(f"{column}:N", title=name)
        for column, name in names
    ]


def values(records: Sequence[Record], column: str) -> Strings:
    """The values of a column, each once, in their order."""
    return tuple(dict.fromkeys(r[column] for r in records))


def looks_of(records: Sequence[Record], looks: Mapping[str, Look]) -> Looks:
    """The series of records, each with its look."""
    return tuple((name, looks[name]) for name in values(records, "series"))


def colour_of(series: Looks, *, has_legend: bool = True) -> alt.Color:
    """Series by their colours."""
    names = [name for name, _ in series]
    legend = legend_of(names) if has_legend else None
    return alt.Color("series:N", sort=names, legend=legend).scale(
        domain=names, range=[look.colour for _, look in series]
    )


def shape_of(series: Looks, *, has_legend: bool = True) -> alt.Shape:
    """Series by their marks."""
    names = [name for name, _ in series]
    legend = legend_of(names) if has_legend else None
    return alt.Shape("series:N", sort=names, legend=legend).scale(
        domain=names, range=[look.shape for _, look in series]
    )


def legend_of(series: Sequence[str]) -> alt.Legend | None:
    """The legend of series, or none if there is one only."""
    if len(series) < 2:
        return None
    wide = max(len(name) for name in series) > 24
    return alt.Legend(columns=1 if wide else 2, symbolStrokeWidth=0)


def ticks(base: alt.Chart, names: Texts, **channels: Any) -> Iterator[alt.Chart]:
    """Ticks across the axis of the values at what chance would give, if it has a name."""
    if "chance" in dict(names):
        orient: Literal["horizontal", "vertical"] = "horizontal" if "y" in channels else "vertical"
        yield base.mark_tick(orient=orient, thickness=2, size=15, opacity=1).encode(**channels)
