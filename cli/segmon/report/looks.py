"""How charts look: the font, the lines and the configuration of Vega-Lite."""

from __future__ import annotations

import altair as alt

from segmon.labels import Language
from segmon.numerals import Numerals
from segmon.report.palette import INK

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


def config(language: Language) -> dict[str, object]:
    """What every chart looks like, once for all, and how it writes numbers."""
    return {**CONFIG.to_dict(validate=False), "locale": {"number": Numerals(language).d3_locale}}
