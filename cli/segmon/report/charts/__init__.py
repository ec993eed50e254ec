"""Charts of the report: a few functions that make Vega-Lite specifications with Altair.

A chart fills the width of its place on the page. Series differ by colour and also by mark, dash or
place, and look the same in every chart (`segmon.report.palette`).
"""

from segmon.report.charts.bars import bars, stacked
from segmon.report.charts.base import DATA, Spec, fitted, has_values, point
from segmon.report.charts.dots import dots
from segmon.report.charts.lines import top, trend

__all__ = [
    "DATA",
    "Spec",
    "bars",
    "dots",
    "fitted",
    "has_values",
    "point",
    "stacked",
    "top",
    "trend",
]
