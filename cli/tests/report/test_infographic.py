"""The main outcomes of a city on one page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.labels import Language
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import Report, read_report
from segmon.report.infographic import PAGE, SUFFIXES, compose, write_infographic
from segmon.report.page import source_line

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=Language)
def report(request: pytest.FixtureRequest, city_build: Built) -> Report:
    with open_warehouse(city_build.warehouse) as connection:
        return read_report(connection, request.param, ("GM0014",), "2018-2019")


def words(svg: str) -> list[str]:
    """The texts of a picture."""
    found = ET.fromstring(svg).iter(f"{SVG}text")
    return [" ".join("".join(text.itertext()).split()) for text in found]


def test_it_says_what_the_edition_says(report: Report) -> None:
    said = words(compose(report))
    assert said[0].endswith(" in Groningen")
    assert any(text.startswith(report.provenance.delivery) for text in source_line(report).split())
    assert source_line(report) in said
    comma = "," if report.language == Language.nl else "."
    for chapter in report.chapters:
        assert chapter.title in said
        for section in chapter.sections:
            if section.headline and section.headline.value:
                assert section.headline.title in said
                assert section.headline.value.text.replace(".", comma) in said
    if report.language == Language.nl:
        assert any(text.startswith("In Groningen is de segregatie") for text in said)


def test_that_it_is_invented_cannot_be_missed(report: Report) -> None:
    banner = [text for text in words(compose(report)) if re.match("(VERZONNEN|INVENTED) ", text)]
    assert len(banner) == 1
    real = replace(report, provenance=replace(report.provenance, is_synthetic=False))
    assert not re.search("VERZONNEN|INVENTED", compose(real))


def test_a_picture_says_what_it_shows(report: Report) -> None:
    root = ET.fromstring(compose(report))
    assert root.get("role") == "img"
    title, description = (root.findtext(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert title
    assert description
    assert "2018-2019" not in title
    assert "Groningen" in title
    assert len(description) > 300
    # on one page of A4, with a little to spare for a city of which there is more to say
    assert float(root.get("height", 0)) <= 1.1 * PAGE[1]


def test_each_chart_has_three_lines_on_one_axis(report: Report) -> None:
    root = ET.fromstring(compose(report))
    lines = list(root.iter(f"{SVG}polyline"))
    n_tiles = sum(bool(s.headline) for chapter in report.chapters for s in chapter.sections)
    assert len(lines) == 3 * n_tiles
    assert len({line.get("stroke") for line in lines}) == 3
    for line in lines:
        heights = [float(point.split(",")[1]) for point in line.get("points", "").split()]
        assert len(heights) == len(report.years)
        assert min(heights) >= 0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_its_forms(suffix: str, report: Report, tmp_path: Path) -> None:
    files = [write_infographic(report, tmp_path / f"{name}{suffix}") for name in "ab"]
    begins = {".svg": b"<svg", ".png": b"\x89PNG", ".pdf": b"%PDF"}[suffix]
    contents = [file.read_bytes() for file in files]
    assert contents[0].startswith(begins)
    assert contents[1] == contents[0]


def test_a_name_cannot_break_it(report: Report) -> None:
    assert report.city
    hostile = replace(report, city=replace(report.city, name="<script>&\"'{x}" * 5))
    said = words(compose(hostile))
    assert said[0].count("<script>&\"'{x}") == 5


def test_where_it_cannot_be(
    report: Report, city_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf"):
        write_infographic(report, tmp_path / "city.jpg")
    env = {"SEGMON_WAREHOUSE": str(city_build.warehouse)}
    run = segmon("report", "--infographic", "city.svg", env=env)
    assert (run.returncode, "name it with --focus" in run.stderr) == (2, True)
    run = segmon("report", "--focus", "14", "--infographic", "city.svg", env=env)
    assert run.returncode == 0, run.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["city.svg"]
