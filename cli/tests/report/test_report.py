"""The page of the report: whole, of one language, and with the exact values."""

from __future__ import annotations

import html
import re

import pytest

from helpers.report_pages import NUMBER, body, charts, page, sentences, shown
from helpers.running import Built, Golden
from segmon.labels import Language, labels
from segmon.numbering import change_table_number, figure_number, section_number
from segmon.report.figures import COLUMNS


@pytest.mark.parametrize("language", Language)
def test_golden_text(language: Language, varied_build: Built, golden: Golden) -> None:
    lines = re.findall(
        r"<h[1-4].*?</h[1-4]>|<li data-kind.*?</li>", page_of(varied_build, language)
    )
    golden(f"report_{language}.txt", "".join(f"{shown(line)}\n" for line in lines))


def page_of(build: Built, language: Language) -> str:
    """The visible page of a build, each element on a line of its own."""
    return body(page(build.warehouse, language)).replace("\n", " ")


@pytest.mark.parametrize("language", Language)
def test_no_key_is_left_untranslated(language: Language, varied_build: Built) -> None:
    text = page(varied_build.warehouse, language)
    titles = [t for chart in charts(text) for t in chart["signals"].values() if isinstance(t, str)]
    (shapes,) = re.findall(r'id="shapes">(.*?)</script>', text, re.S)
    titles += re.findall(r'"title": "([^"]*)"', shapes)
    titles += re.findall(r'\\"([^"]*)\\": (?:format|isValid)', shapes)
    for piece in (shown(body(text)), *titles):
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|[{}]|\bundefined,|\bNone\b|\bnan\b", piece), piece
    assert f'<html lang="{language}">' in text
    other = next(lang for lang in Language if lang != language)
    for kind in ("report", "measure", "area_level", "guide", "method", "sector"):
        mine, theirs = labels(kind, language), labels(kind, other)
        for code in theirs:
            if mine[code] != theirs[code]:
                assert f">{theirs[code]}<" not in text


def test_the_page_needs_nothing_else(varied_build: Built) -> None:
    text = body(page(varied_build.warehouse, Language.nl))
    assert "://" not in text
    assert not re.search(r"""(src|href)=["'](?!#)""", text)


def test_tables_hold_the_exact_values(varied_build: Built) -> None:
    text = page(varied_build.warehouse, Language.nl)
    values = {float(v) for v in re.findall(r'<data value="([^"]+)">', text)}
    for mart, column in (
        ("segregation_national", "value"),
        ("segregation_g4", "value"),
        ("segregation_urbanity", "value"),
        ("group_distribution", "share"),
        ("category_composition", "share"),
    ):
        rows = varied_build.rows(
            f"select {column} from marts.{mart} where {column} is not null"
            + (f" and index_code in {COLUMNS}" if column == "value" else "")
            + (" and area_level <> 'municipality'" if mart == "group_distribution" else "")
            + (" and category_kind <> 'governance'" if mart == "category_composition" else "")
        )
        assert {row[0] for row in rows} <= values, mart


def test_one_year_has_no_changes_and_says_so(one_year_build: Built) -> None:
    text = page(one_year_build.warehouse, Language.nl)
    assert labels("text", Language.nl)["no_changes"] in shown(body(text))
    assert not [kind for kind, _, _ in sentences(text) if "change" in kind]


def test_a_suppressed_cell_is_a_dash_with_its_reason(suppressed_build: Built) -> None:
    text = body(page(suppressed_build.warehouse, Language.nl))
    assert re.search(r"<td>–<sup>b</sup></td>", text)
    reason = labels("status", Language.nl)["incomplete_input"]
    assert f"<dt>b</dt><dd>{reason}</dd>" in text
    assert not re.search(r"<td>\s*</td>", text)
    # Amsterdam is undefined in the first year, so nothing is said of its change
    assert not [
        number
        for kind, _, sentence in sentences(text)
        for _, number, _ in NUMBER.findall(sentence)
        if kind == "change" and re.search("=po&.*=income&.*=GM0363&", html.unescape(number))
    ]


def test_numbers_of_the_published_report() -> None:
    assert [section_number(s, c) for s, c in (("po", "income"), ("vo", "migration"))] == [
        "3.1",
        "5.3",
    ]
    assert figure_number("po", "income", "contribution", "GM0363") == "3.1.6"
    assert figure_number("po", "education", "composition", "GM0599") == "3.2.11"
    assert figure_number("po", "migration", "contribution", "GM0599") == "3.3.12"
    assert figure_number("vo", "income", "contribution", "GM0344") == "5.1.7"
    assert figure_number("po", "pupil_weight", "national") == "3.A.1"
    assert [change_table_number("vo", "income"), change_table_number("po", "noat")] == [
        "B4",
        "B-3.B",
    ]


def test_charts_draw_what_the_tables_say(varied_build: Built) -> None:
    text = page(varied_build.warehouse, Language.nl)
    values = {float(v) for v in re.findall(r'<data value="([^"]+)">', text)}
    drawn = [record for chart in charts(text) for record in chart["data"]["records"]]
    assert drawn
    assert {v["value"] for v in drawn} <= values
