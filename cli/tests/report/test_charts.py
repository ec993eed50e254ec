"""Charts of a report: what they show, how they are described, and the pictures that are written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import vl_convert

from helpers.running import Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.charts import bars, trend
from segmon.report.charts.lines import apart
from segmon.report.contents import Report, read_report
from segmon.report.descriptions import described
from segmon.report.palette import contrast, look, year_colours
from segmon.report.pictures import described as titled
from segmon.report.pictures import picture

YEARS = [f"{year}-{year + 1}" for year in range(2012, 2018)]
TEXT = labels("report", Language.en)


@pytest.fixture(scope="module", params=Language)
def report(request: pytest.FixtureRequest, varied_build: Built) -> Report:
    with open_warehouse(varied_build.warehouse) as connection:
        return read_report(connection, request.param)


def panels(report: Report) -> Iterator[dict[str, Any]]:
    """Every chart."""
    return (panel for item in report.items for panel in item.panels)


def averages(panel: dict[str, Any]) -> list[float]:
    """Where a chart has a line through all rows."""
    found = (layer.get("data", {}).get("values", []) for layer in panel["layer"])
    return [value["average"] for values in found for value in values]


def a_trend(n_series: int) -> dict[str, Any]:
    """A chart of series that all have the value of their place, in two years."""
    names = [f"series {i}" for i in range(n_series)]
    records = [
        {"series": name, "school_year": year, "value": i / 20, "chance": 0.1}
        for i, name in enumerate(names)
        for year in YEARS[:2]
    ]
    looks = {name: look(i) for i, name in enumerate(names)}
    hover = {"series": "Series", "value": "Value", "chance": "Chance"}
    return trend(records, ("Title", ""), hover, looks)


def test_a_picture_has_one_legend_with_every_series_once() -> None:
    spec: Any = picture([described(a_trend(9), str, TEXT)], "Nine", Language.en)
    svg = vl_convert.vegalite_to_svg(spec)
    for i in range(9):
        assert svg.count(f">series {i}</text>") == 1
        assert look(i).colour in svg


def test_names_are_at_the_ends_of_lines_and_keep_apart() -> None:
    panel = a_trend(4)
    spec: Any = picture([described(panel, str, TEXT)], "Four", Language.en)
    svg = vl_convert.vegalite_to_svg(spec)
    assert all(svg.count(f">series {i}</text>") == 1 for i in range(4))
    assert "role-legend" not in svg
    # in colours that can be read, and with a legend where there is no room for them
    scales = [layer["encoding"].get("fill", {}).get("scale") for layer in panel["layer"]]
    (colours,) = [scale["range"] for scale in scales if scale]
    assert min(contrast(colour) for colour in colours) >= 4.5
    (narrow,) = (layer["encoding"]["color"] for layer in panel["usermeta"]["narrow"]["layer"][:1])
    assert narrow["legend"]
    labels = [r["label"] for r in panel["data"]["values"] if "label" in r]
    assert len(labels) == 4


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([0.5, 0.1], [0.5, 0.1]),
        ([0.5, 0.5], [0.475, 0.525]),
        # neighbours that meet are spread together, in their order
        ([0.52, 0.5, 0.55, 0.1], [0.523333, 0.473333, 0.573333, 0.1]),
        # none is below the axis
        ([0, 0, 0], [0, 0.05, 0.1]),
    ],
)
def test_places_are_apart_and_as_near_as_they_can(values: list[float], places: list[float]) -> None:
    assert apart(values, 0.05) == pytest.approx(places, abs=1e-6)


def test_charts_of_a_topic_have_one_scale(report: Report) -> None:
    ends: dict[tuple[str, str], set[Any]] = {}
    for chapter in report.chapters:
        for section in chapter.sections:
            for panel in (panel for item in section.items for panel in item.panels):
                for layer in panel["layer"][:1]:
                    encoding = layer["encoding"]
                    of_lines = layer["mark"]["type"] == "line"
                    of_bars = encoding["x"].get("axis", {}).get("format") == "+.2f"
                    if of_lines or of_bars:
                        scale = encoding["y" if of_lines else "x"]["scale"]
                        key = (section.number, str(panel["title"]["text"]))
                        ends.setdefault(key, set()).add((*scale["domain"],))
    assert len(ends) > 10
    assert {len(found) for found in ends.values()} == {1}


def test_a_picture_has_two_charts_in_a_row_and_numbers_of_its_language() -> None:
    four = [described(a_trend(2), str, TEXT)] * 4
    for language, label in ((Language.nl, ">0,10</text>"), (Language.en, ">0.10</text>")):
        spec: Any = picture(four, "Four", language)
        assert [len(row["hconcat"]) for row in spec["vconcat"]] == [2, 2]
        svg = vl_convert.vegalite_to_svg(spec)
        assert svg.count(label) == 4
        width, height = (float(n) for n in re.findall(r'(?:width|height)="([\d.]+)"', svg)[:2])
        assert 0.5 < width / height < 2


def test_few_schools_are_an_outline_in_the_colour_of_the_year() -> None:
    records = [
        {"series": "", "row": row, "school_year": year, "value": 0.2, "status": status}
        for row, status in (("A", "ok"), ("B", "few_schools"))
        for year in YEARS
    ]
    colours = year_colours(YEARS)
    panel = bars(records, ("Bars", ""), {"value": "Value"}, colours, hollow="few_schools")
    spec: Any = picture([panel], "Bars", Language.en)
    root = ET.fromstring(vl_convert.vegalite_to_svg(spec))
    drawn = {
        (mark.get("fill"), mark.get("stroke"))
        for mark in root.iter("{http://www.w3.org/2000/svg}path")
        if mark.get("stroke") in colours.values()
    }
    assert drawn == {(fill, c) for c in colours.values() for fill in (c, "white")}


def test_a_chart_says_its_highest_its_lowest_and_first_and_latest() -> None:
    said = described(a_trend(3), "{:.2f}".format, TEXT)["description"]
    assert said == (
        "Title. In 2013-2014 highest series 2: 0.10, lowest series 0: 0.00."
        " From 2012-2013 to 2013-2014: series 0: 0.00 → 0.00; series 1: 0.05 → 0.05;"
        " series 2: 0.10 → 0.10."
    )
    same = described(a_trend(1), "{:.2f}".format, TEXT)["description"]
    assert same.startswith("Title. In 2013-2014: series 0: 0.00.")
    # of many series only the ends are followed
    many = described(a_trend(9), "{:.2f}".format, TEXT)["description"]
    assert many.count("→") == 2


def test_every_number_of_a_description_is_a_value_of_the_chart(report: Report) -> None:
    sign = "," if report.language == Language.nl else "."
    n_numbers = 0
    for panel in panels(report):
        values = [v["value"] for v in panel["data"]["values"]]
        values += averages(panel)
        title = " ".join(map(str, panel["title"].values()))
        rest = re.sub(r"\d{4}-\d{4}", "", panel["description"])
        for number, percent in re.findall(r"(?<![\w.,])([+−]?\d+[.,]\d+)(%?)", rest):
            if number in title:
                continue
            assert sign in number
            exact = Decimal(number.replace(",", ".").replace("−", "-"))
            step = Decimal(1).scaleb(exact.as_tuple().exponent)  # type: ignore[arg-type]
            scale = 100 if percent else 1
            near = [v for v in values if abs(Decimal(repr(v)) * scale - exact) <= step / 2]
            assert near, (number, panel["description"])
            n_numbers += 1
    assert n_numbers > 200


def test_a_name_looks_the_same_in_every_chart(report: Report) -> None:
    looks: dict[str, set[str]] = {}
    for panel in panels(report):
        # a name in a colour that can be read may be darker
        for layer in (each for each in panel["layer"] if each["mark"]["type"] != "text"):
            for channel in ("color", "fill"):
                scale = layer.get("encoding", {}).get(channel, {}).get("scale")
                for name, colour in zip(*scale.values(), strict=True) if scale else ():
                    looks.setdefault(name, set()).add(colour)
    assert {"Amsterdam", "2023-2024"} <= {*looks}
    assert [name for name, colours in looks.items() if len(colours) > 1] == []


def test_a_composition_is_each_group_over_the_years_and_then_all_in_the_latest(
    report: Report,
) -> None:
    item = next(item for item in report.items if item.number == "3.1.5")
    first, third, latest = item.panels
    for panel in (first, third):
        assert {v["school_year"] for v in panel["data"]["values"]} == {*report.years}
        # the rule and the paper under it
        assert len(averages(panel)) == 2
        whole = [
            v["value"]
            for v in latest["data"]["values"]
            if v["series"] == panel["title"]["text"]
            and v["row"] == labels("denomination", report.language)["all"]
        ]
        assert averages(panel) == whole * 2
    assert {v["school_year"] for v in latest["data"]["values"]} == {report.years[-1]}


def test_interaction_is_shown_next_to_the_share_of_who_is_met(
    report: Report, varied_build: Built
) -> None:
    item = next(item for item in report.items if item.number == "3.1.2" and item.panels)
    panel = item.panels[1]
    assert "Laag inkomen" in str(panel["title"]) or "Low income" in str(panel["title"])
    shown = {(v["series"], v["school_year"]): v["chance"] for v in panel["data"]["values"]}
    rows = varied_build.rows(
        "select area_name, school_year, share from marts.group_distribution where sector = 'po'"
        " and characteristic = 'income' and group_code = 'high' and area_level = 'g4'"
    )
    assert rows
    for area, year, share in rows:
        assert shown.get((area, year), share) == share
    assert {*shown.values()} <= {share for _, _, share in rows}


def test_a_picture_says_what_it_shows() -> None:
    svg = titled('<svg width="1" viewBox="0"><g/></svg>', "A <b>", 'B & "c"')
    root = ET.fromstring(svg)
    assert [part.text for part in root][:2] == ["A <b>", 'B & "c"']
    assert root.get("role") == "img"


def test_tables_of_groups_have_the_share_of_unknown_group_of_each_area(
    report: Report, varied_build: Built
) -> None:
    name = labels("report", report.language)["unknown_of_all"]
    for number, level in (("3.1.1", "national"), ("3.1.2", "g4"), ("3.1.3", "urbanity")):
        item = next(item for item in report.items if item.number == number and not item.panels)
        unknown = [cells for heads, cells in item.table.rows if heads[1] == name]
        rows = varied_build.rows(
            "select distinct area_code, school_year, missing_share from marts.group_distribution"
            " where sector = 'po' and characteristic = 'income' and area_code <> 'unknown'"
            f" and area_level = '{level}' order by school_year"
        )
        expected = {code: [share for area, _, share in rows if area == code] for code, *_ in rows}
        assert sorted(expected.values()) == sorted([c.value for c in cells] for cells in unknown)
