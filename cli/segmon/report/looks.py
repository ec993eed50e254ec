"""How charts look: colours, dashes, shapes and the configuration of Vega-Lite.

Colours keep apart for the colour-blind and stand out 3 to 1 from the paper.
"""

from __future__ import annotations

import altair as alt

INK, GREY = "#1b1f24", "#b9c0c9"
#: Series without an order; the last ones only where a figure has more than four.
COLOURS = ["#0072b2", "#b34700", "#007a57", "#a2487f", "#7a5c00", "#1b1f24"]
#: Classes in an order, from dark to light.
ORDERED = ["#14213d", "#1f5a93", "#14808f", "#5f8f2f", "#b37400"]
#: The first group, the middle, the third; shades where several groups share a position.
POSITIONS = {"first": ["#0072b2", "#4a9ed0"], "middle": [GREY, "#8d96a1"], "third": ["#b34700"]}
#: School years, the latest last.
SHADES = ["#9ecae8", "#5fa8d6", "#2a80b9", "#0b4f82"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
CONFIG = alt.Config(
    font=FONT,
    background="white",
    aria=False,
    view=alt.ViewConfig(stroke=None),
    mark=alt.MarkConfig(aria=False),
    axis=alt.AxisConfig(
        aria=False,
        labelColor=INK,
        titleColor=INK,
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
        gridColor="#e6e9ed",
        domainColor="#8d96a1",
        tickColor="#8d96a1",
        labelLimit=190,
    ),
    legend=alt.LegendConfig(
        aria=False,
        orient="bottom",
        columns=2,
        labelFontSize=12,
        labelColor=INK,
        labelLimit=300,
        title=None,
        symbolSize=90,
        symbolStrokeWidth=2,
    ),
    title=alt.TitleConfig(
        aria=False,
        anchor="start",
        fontSize=13,
        fontWeight="bold",
        color=INK,
        offset=10,
        subtitleColor=INK,
        subtitleFontSize=12,
        subtitlePadding=4,
    ),
)
