"""The report says where its figures come from: a delivery, a publisher, and under which licence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from helpers.report_pages import body, page, shown
from helpers.running import Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_figures


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_synthetic", [True, False])
def test_the_page_says_where_its_figures_come_from(
    language: Language, is_synthetic: bool, varied_build: Built, tmp_path: Path
) -> None:
    warehouse = tmp_path / "segmon.duckdb"
    warehouse.write_bytes(varied_build.warehouse.read_bytes())
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"update ops.build_manifest set is_synthetic = {is_synthetic}")
        files = connection.execute("select count(*) from ops.input_files").fetchone()
        vars_ = {
            "data_publisher": "Bureau <b> & Zonen",
            "data_contact": "vragen@bureau.example",
            "data_license": "CC-BY-4.0",
        }
        connection.execute("update ops.build_manifest set vars = ?", [json.dumps(vars_)])
    assert files and files[0]
    text = shown(body(page(warehouse, language)))
    delivery = {Language.nl: "Levering", Language.en: "Delivery"}[language]
    said = re.findall(rf"{delivery} ([0-9a-f]{{12}}), segmon", text)
    # at the top and at the foot
    assert len(said) == 2 and len(set(said)) == 1
    words = labels("report", language)
    assert text.count(words["synthetic_note"]) == 2 * is_synthetic
    # who published the figures, under which licence, and how to cite them: no date but the data's
    foot = shown(page(warehouse, language).split('class="origin"')[1].split("</dl>")[0])
    invented = f" ({words['synthetic'].lower()})" if is_synthetic else ""
    cited = f"Bureau <b> & Zonen. {words['title']}, 2022-2023 – 2023-2024{invented}. {delivery}"
    assert f"{words['cite']}{cited} {said[0]}; segmon" in foot
    assert "vragen@bureau.example" in foot
    assert 'href="https://spdx.org/licenses/CC-BY-4.0.html"' in page(warehouse, language)
    with open_warehouse(warehouse) as connection:
        report = read_report(connection, language)
    # a picture, which leaves the page, says both
    chapter = report.chapters[0]
    section = chapter.sections[0]
    drawn = replace(section, items=[item for item in section.items if item.panels][:1])
    one = replace(report, chapters=[replace(chapter, sections=[drawn])])
    _, svg = write_figures(one, tmp_path / "figures", lambda *_: None)
    picture = svg.read_text(encoding="utf-8")
    assert f"{delivery} {said[0]}" in picture
    assert (words["synthetic"].upper() in picture) == is_synthetic
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update ops.input_files set sha256 = 'another' || sha256")
    with open_warehouse(warehouse) as connection:
        assert read_report(connection, language).provenance.delivery != said[0]
