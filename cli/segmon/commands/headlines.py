"""Headline figures on a terminal: a table per sector, a row per area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from segmon.labels import Language, areas, characteristics, labels

#: Short name of each index in a column head.
SHORT = {"dissimilarity": "D", "interaction": "xPy"}


def headline_tables(
    figures: Sequence[Mapping[str, Any]], language: Language = Language.en
) -> list[str]:
    """Headline figures as lines of text.

    Args:
        figures: as `headline_figures` returns them; where they have `published`, it is shown next
            to the figure.
        language: language of the labels.
    """
    countries, cities, classes = (
        {f["area_code"]: f["area_name"] for f in figures if f["area_level"] == level}
        for level in ("national", "g4", "urbanity")
    )
    shown_areas = areas(countries, cities, classes, language)
    with_published = any("published" in figure for figure in figures)
    lines: list[str] = []
    for sector, sector_name in labels("sector", language).items():
        values = {
            ((f["characteristic"], f["index_code"]), (f["area_level"], f["area_code"])): f
            for f in figures
            if f["sector"] == sector
        }
        shown = {characteristic for (characteristic, _), _ in values}
        columns = [(c, index) for c in characteristics(language) if c in shown for index in SHORT]
        if not columns:
            continue
        rows = [
            (name, [_cell(values.get((column, area)), with_published) for column in columns])
            for area, name in shown_areas.items()
            if any((column, area) in values for column in columns)
        ]
        years = sorted({figure["school_year"] for figure in values.values()})
        heads = [f"{characteristic} {SHORT[index]}" for characteristic, index in columns]
        lines += ["", *_table(f"{sector_name} {' '.join(years)}", heads, rows)]
    return lines


def _table(title: str, heads: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> list[str]:
    width = 3 + max(len(text) for text in [*heads, *(cell for _, row in rows for cell in row)])
    return [
        name.ljust(30) + "".join(cell.rjust(width) for cell in cells)
        for name, cells in [(title, heads), *((f"  {name}", row) for name, row in rows)]
    ]


def _cell(figure: Mapping[str, Any] | None, with_published: bool) -> str:
    if figure is None:
        return "–"
    value = figure["value"]
    if value is None:
        return str(figure["status"])
    if not with_published:
        return f"{value:.6f}"
    return f"{value:.3f} {figure['published'] or '–':<5}"
