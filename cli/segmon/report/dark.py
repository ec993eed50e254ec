"""The dark scheme of charts: each colour of a chart, and the one that stands for it on dark paper.

A chart is drawn once, for white paper; the style of the page says what its colours become where a
reader prefers a dark scheme, so that nothing is drawn anew and print stays light.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from segmon.report.palette import CONTRAST as LIGHTEST
from segmon.report.palette import contrast, lightness, shaded

PAPER = "#14181d"
#: How much a mark stands out from dark paper: texts on bars have the colour of the paper.
CONTRAST = 4.5
#: What is bright on dark paper dazzles.
SATURATION = 0.7
#: What is no mark: the paper of a chart, and the lines of its grid.
OTHERS = {"white": PAPER, "#ffffff": PAPER, "#e6e9ed": "#2b323a"}
COLOUR = re.compile(r"#[0-9a-f]{6}\b|\bwhite\b")


def counterparts(charts: str) -> dict[str, str]:
    """The colours of charts, each with what stands for it on dark paper.

    Args:
        charts: the charts as text.
    """
    return distinct(sorted({*COLOUR.findall(charts), *OTHERS}))


def distinct(colours: Iterable[str]) -> dict[str, str]:
    """Colours with their counterparts: no two colours have the same.

    Args:
        colours: colours of charts on white paper.
    """
    made: dict[str, str] = {}
    for colour in colours:
        other = OTHERS.get(colour) or counterpart(colour)
        while colour not in OTHERS and other in made.values():
            other = shaded(other, lightness(other) + 0.03)
        made[colour] = other
    return made


def counterpart(colour: str) -> str:
    """The colour that stands for one on dark paper: the more one stands out, the more the other.

    Args:
        colour: a colour on white paper.
    """
    wanted = CONTRAST + max(contrast(colour) - LIGHTEST, 0) / 2
    steps = (shaded(colour, step / 100, SATURATION) for step in range(101))
    return next(made for made in steps if contrast(made, PAPER) >= wanted)
