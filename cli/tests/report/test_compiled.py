"""Charts compiled for the page: shapes that many share, and an own reader of their expressions."""

from __future__ import annotations

import json
import re

from segmon.labels import Language
from segmon.report.charts import Spec, bars, trend
from segmon.report.compiled import compiled, drawer, page_config
from segmon.report.palette import look
from segmon.templating import environment

YEARS = ("2022-2023", "2023-2024")


def a_trend(value: float, title: str) -> Spec:
    """A chart of a series with a value in two years."""
    records = [
        {"series": "A", "school_year": year, "value": value, "chance": 0.1} for year in YEARS
    ]
    return trend(records, (title, "Under"), {"value": "Value", "chance": "Chance"}, {"A": look(0)})


def a_bar(average: float) -> Spec:
    """A chart of a bar, with an average."""
    records = [{"series": "", "row": "R", "school_year": YEARS[0], "value": 0.2, "status": "ok"}]
    years = {YEARS[0]: "#000000"}
    return bars(records, ("Bars", ""), {"value": "Value"}, years, average=("Mean", average))


def test_charts_of_one_shape_share_it() -> None:
    panels = [("one", [a_trend(0.11, "One")]), ("both", [a_trend(0.12, "Two"), a_bar(0.3)])]
    made = compiled(panels, Language.nl)
    assert [[chart["shape"] for chart in charts] for charts in made.charts.values()] == [
        [0],
        [0, 1],
    ]
    one, other = made.charts["one"][0], made.charts["both"][0]
    assert one["signals"] == {"title": "One", "subtitle": "Under"}
    assert {record["value"] for record in other["data"]["records"]} == {0.12}
    assert made.charts["both"][1]["data"]["average"] == [{"average": 0.3}]
    # neither a record nor a text is left in a shape, nor what all have in common
    text = json.dumps(made.shapes)
    assert not re.search(r"One|Two|Under|0\.1[12]\b|system-ui", text)
    for shape in made.shapes:
        assert {"name": "width", "value": 0} in shape["signals"]
        assert "containerSize" not in json.dumps(shape)


def test_the_drawer_reads_no_vega_lite_and_makes_no_script() -> None:
    assert len(drawer()) < 650_000
    assert "vegaEmbed" not in drawer()
    assert page_config(Language.nl)["locale"]["number"]["decimal"] == ","
    script = environment("html").get_template("scripts/report.js.j2").render()
    assert not re.search(r"\beval\(|new Function", script)
