"""The charts of a figure as one picture, for a slide, with what it says as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import altair as alt

from segmon.labels import Language
from segmon.report.charts import Spec
from segmon.report.looks import config

#: What fits a chart to the width of a page has no place in a picture.
LEFT_OUT = ("autosize", "usermeta")
#: Charts next to each other, the width of one and what is between them.
COLUMNS, WIDTH, SPACE = 2, 420, 40


def picture(
    panels: Sequence[Spec], title: str, language: Language, source: Sequence[str] = ()
) -> Spec:
    """The charts of a figure, two next to each other, with a title.

    Args:
        panels: the charts.
        title: title above them.
        language: language of the numbers.
        source: what they are of and where the figures come from, under the title, a line each: a
            picture leaves its page.
    """
    rows = [panels[i : i + COLUMNS] for i in range(0, len(panels), COLUMNS)]
    return {
        "$schema": alt.SCHEMA_URL,
        "title": {"text": title, "subtitle": [*source], "fontSize": 16, "offset": 18},
        "config": {**config(language), "concat": {"spacing": SPACE}},
        "vconcat": [_row(row, is_wide=len(rows) > 1) for row in rows],
        "resolve": _apart(),
    }


def _row(panels: Sequence[Spec], *, is_wide: bool) -> Spec:
    # one chart under two others is as wide as both
    width = 2 * WIDTH + SPACE if is_wide and len(panels) == 1 else WIDTH
    plain = [{k: part for k, part in panel.items() if k not in LEFT_OUT} for panel in panels]
    return {"hconcat": [{**panel, "width": width} for panel in plain], "resolve": _apart()}


def _apart() -> dict[str, Any]:
    channels = ("color", "fill", "stroke", "strokeDash", "shape")
    return {"scale": dict.fromkeys(channels, "independent")}


def described(svg: str, title: str, description: str) -> str:
    """A picture with its title and what it says, for who does not see it."""
    texts = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return re.sub(r"<svg\b[^>]*", lambda tag: f'{tag.group()} role="img"', svg, count=1).replace(
        ">", f">{texts}", 1
    )
