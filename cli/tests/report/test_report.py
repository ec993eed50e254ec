"""The report: its numbers are those of the marts, and it says what the delivery can say."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import pytest

from helpers.deliveries import counts_tables, write_delivery
from helpers.running import Built, Golden, Segmon, Shared, build_delivery
from segmon.labels import Language, labels
from segmon.numbering import change_table_number, figure_number, section_number
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.figures import COLUMNS
from segmon.report.page import render, write_figures

#: The words that tell the direction of a change or a difference.
WORDS = {
    Language.nl: {
        "++": ("steeg .* substantieel", "substantieel hoger"),
        "+": ("steeg .* licht", "iets hoger"),
        ".": ("bleef .* gelijk", "gelijk aan"),
        "-": ("daalde .* licht", "iets lager"),
        "--": ("daalde .* substantieel", "substantieel lager"),
    },
    Language.en: {
        "++": ("rose substantially", "substantially higher"),
        "+": ("rose slightly", "slightly higher"),
        ".": ("stayed the same", "the same among"),
        "-": ("fell slightly", "slightly lower"),
        "--": ("fell substantially", "substantially lower"),
    },
}
MARTS = {
    "distribution": "group_distribution",
    "composition": "category_composition",
    "contribution": "category_contribution",
    "governance": "segregation_governance",
    "distance": "travel_distance",
    "coverage": "data_coverage",
}
SENTENCE = re.compile(r'<li data-kind="(\w+)" data-symbol="([^"]*)">(.*?)</li>', re.S)
NUMBER = re.compile(r'<data value="([^"]+)" data-source="([^"]+)">([^<]+)</data>')


@pytest.fixture(scope="session")
def suppressed_build(shared: Shared) -> Built:
    """The delivery in layout counts, with a suppressed cell in Amsterdam in the first year."""

    def make(folder: Path) -> None:
        tables = counts_tables()
        tables["school_counts"].loc[0, "n_pupils"] = "<5"
        delivery = write_delivery(tables, folder / "delivery")
        build_delivery(delivery, "counts", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("suppressed", make) / "warehouse" / "segmon.duckdb")


@cache
def page(warehouse: Path, language: Language, focus: tuple[str, ...] = ()) -> str:
    """The report of a build."""
    with open_warehouse(warehouse) as connection:
        return render(read_report(connection, language, focus))


def shown(text: str) -> str:
    """What people read of a piece of the page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))).strip()


def body(text: str) -> str:
    """The page without its scripts and styles."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)


def sentences(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, symbol and content of every sentence."""
    return (match.groups() for match in SENTENCE.finditer(text))  # type: ignore[misc]


def written(value: float, kind: str, text: str, language: Language) -> str:
    """The value as a sentence of a kind should write it in a language."""
    point = pointed(value, kind, text)
    return point.replace(".", ",") if language == Language.nl else point


def pointed(value: float, kind: str, text: str) -> str:
    """The value as a sentence of a kind should write it, with a point."""
    exact = Decimal(repr(value))
    if kind in ("meeting", "moving"):
        return str((exact * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if text.endswith("%"):
        places = Decimal("0.1") if kind == "coverage" else Decimal(1)
        return f"{(exact * 100).quantize(places, ROUND_HALF_UP)}%"
    places = Decimal("0.1") if kind.startswith("distance") else Decimal("0.01")
    return str(abs(exact).quantize(places, ROUND_HALF_UP))


def in_marts(build: Built, source: str) -> float:
    """The figure at a place in the marts, looked up anew."""
    place, _, query = html.unescape(source).partition("?")
    kind, column = place.split(".")
    keys = dict(parse_qsl(query))
    if kind == "move":
        rows = build.rows(
            "select n_first, n_third, value from marts.segregation_municipality"
            " inner join (select school_year, area_code, urbanity from marts.dim_area"
            " where area_level = 'municipality') using (school_year, area_code)"
            f" where sector = '{keys['sector']}' and characteristic = '{keys['characteristic']}'"
            f" and school_year = '{keys['school_year']}' and index_code = 'dissimilarity'"
            f" and value is not null and '{keys['area_code']}' in ('NL', area_code, urbanity)"
        )
        moved = sum(2 * (a / (a + b)) * (1 - a / (a + b)) * value * (a + b) for a, b, value in rows)
        return moved / sum(a + b for a, b, _ in rows)
    if kind == "contribution":
        keys["definition"] = "monitor"
        del keys["area_level"]
    column = {"distribution": "share", "composition": "share", "contribution": "contribution"}.get(
        kind, column
    )
    mart = MARTS.get(kind, f"segregation_{keys.get('area_level')}")
    where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
    ((value,),) = build.rows(f"select {column} from marts.{mart} where {where}")
    return float(value)


def symbol_of(from_value: str, to_value: str) -> str:
    """The symbol of two values as they are printed."""
    difference = Decimal(to_value.replace(",", ".")) - Decimal(from_value.replace(",", "."))
    size = 2 if abs(difference) >= Decimal("0.03") else 1
    return "." if not difference else ("+" if difference > 0 else "-") * size


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["varied_build", "one_year_build", "suppressed_build"])
def test_every_number_in_every_sentence_is_in_the_marts(
    name: str, language: Language, request: pytest.FixtureRequest
) -> None:
    build: Built = request.getfixturevalue(name)
    found = list(sentences(page(build.warehouse, language)))
    assert found
    years = {year for (year,) in build.rows("select school_year from marts.data_coverage")}
    for kind, _, text in found:
        for value, source, number in NUMBER.findall(text):
            assert float(value) == pytest.approx(in_marts(build, source), abs=1e-12), text
            assert number == written(float(value), kind, number, language), text
        assert set(re.findall(r'class="year">([^<]+)<', text)) <= years
        # no other digit: not a number that nobody looked up
        rest = re.sub(r'<data.*?</data>|<(span|a) class="(year|name)".*?</\1>|<q>.*?</q>', "", text)
        assert not re.search(r"\d", shown(rest)), text


@pytest.mark.parametrize("language", Language)
def test_the_direction_of_a_sentence_is_its_symbol(language: Language, varied_build: Built) -> None:
    found = [s for s in sentences(page(varied_build.warehouse, language)) if s[1]]
    spoken = {kind for kind, _, _ in found}
    assert spoken == {"change", "no_change", "governance", "adds", "counteracts"}
    for kind, symbol, text in found:
        numbers = NUMBER.findall(text)
        if kind == "change":
            assert re.search(WORDS[language][symbol][0], shown(text)), text
            for before, after in zip(numbers[::2], numbers[1::2], strict=True):
                assert symbol_of(before[2], after[2]) == symbol
                keys = dict(parse_qsl(html.unescape(before[1]).partition("?")[2]))
                to_year = dict(parse_qsl(html.unescape(after[1])))["school_year"]
                where = " and ".join(f"{k} = '{v}'" for k, v in keys.items() if k != "school_year")
                rows = varied_build.rows(
                    f"select symbol from marts.segregation_change_span where {where}"
                    f" and from_year = '{keys['school_year']}' and to_year = '{to_year}'"
                )
                assert rows == [(symbol,)]
        elif kind == "no_change":
            assert re.search(WORDS[language]["."][0], shown(text))
        elif kind == "governance":
            assert symbol_of(numbers[1][2], numbers[0][2]) == symbol
            assert re.search(WORDS[language][symbol][1], shown(text)), text
        else:
            assert symbol[0] == {"adds": "+", "counteracts": "-"}[kind]


#: What a sentence says of a change that may be chance.
MAYBE_CHANCE = {Language.nl: "kan toeval zijn", Language.en: "chance alone could do that"}


@pytest.mark.parametrize("language", Language)
def test_a_change_that_may_be_chance_is_called_so(language: Language, varied_build: Built) -> None:
    said = set()
    for kind, _, text in sentences(page(varied_build.warehouse, language)):
        if kind != "change":
            continue
        # of each area its name and what is between brackets after it
        for area in re.findall(r'class="name">.*?\)', text):
            (_, before, _), (_, after, _) = NUMBER.findall(area)
            keys = dict(parse_qsl(html.unescape(before).partition("?")[2]))
            from_year, to_year = keys.pop("school_year"), dict(parse_qsl(html.unescape(after)))
            where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
            ((is_beyond,),) = varied_build.rows(
                f"select is_beyond_chance from marts.segregation_change_span where {where}"
                f" and from_year = '{from_year}' and to_year = '{to_year['school_year']}'"
            )
            assert (MAYBE_CHANCE[language] in area) == (is_beyond is False), area
            said.add((keys["index_code"], is_beyond))
    assert said >= {("dissimilarity", False), ("interaction", None)}


@pytest.mark.parametrize("language", Language)
def test_dissimilarity_that_may_be_chance_is_called_so(
    language: Language, varied_build: Built
) -> None:
    said = {
        tuple(dict(parse_qsl(html.unescape(source).partition("?")[2])).items())
        for kind, _, text in sentences(page(varied_build.warehouse, language))
        for _, source, _ in NUMBER.findall(text)
        if kind == "within_chance" and "index_code=dissimilarity&" in html.unescape(source)
    }
    columns = ("sector", "characteristic", "area_level", "area_code")
    levels = " union all ".join(
        f"select * from marts.segregation_{level}" for level in ("national", "g4", "urbanity")
    )
    expected = varied_build.rows(
        f"select {', '.join(columns)}, school_year from ({levels}) where area_code <> 'unknown'"
        " and index_code = 'dissimilarity_z' and abs(value) < 1.96"
        " and school_year = (select max(school_year) from marts.data_coverage)"
    )
    assert {tuple(dict(place)[c] for c in (*columns, "school_year")) for place in said} == {
        *expected
    }
    assert expected


def test_every_chart_of_dissimilarity_has_what_chance_gives(varied_build: Built) -> None:
    text = page(varied_build.warehouse, Language.nl)
    (shapes,) = re.findall(r'id="shapes">(.*?)</script>', text, re.S)
    found = [
        chart
        for chart in charts(text)
        if chart["signals"]["title"] == labels("index", Language.nl)["dissimilarity"]
    ]
    assert found
    assert all(has_ticks(json.loads(shapes)[chart["shape"]]) for chart in found)
    drawn = {v["chance"] for chart in found for v in chart["data"]["records"]}
    by_chance = "index_code = 'dissimilarity_expected' and value is not null"
    for mart in ("national", "g4", "urbanity"):
        rows = varied_build.rows(f"select value from marts.segregation_{mart} where {by_chance}")
        assert {value for (value,) in rows} <= drawn
    # of one governance too
    rows = varied_build.rows(
        f"select value from marts.segregation_governance where {by_chance}"
        " and area_level = 'national'"
    )
    assert {value for (value,) in rows} & drawn


def charts(text: str) -> list[dict[str, Any]]:
    """Every chart of a page."""
    found = re.findall(r'class="charts">(.*?)</script>', text, re.S)
    return [chart for of_figure in found for chart in json.loads(of_figure)]


def has_ticks(shape: dict[str, Any]) -> bool:
    """Whether charts of a shape have ticks of their records, not of an axis."""
    return any("tick" in mark.get("style", []) for mark in shape["marks"])


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


def test_a_focus_of_the_reader(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    text = shown(body(page(varied_build.warehouse, Language.nl, ("GM0637",))))
    assert "Zoetermeer" in text
    assert "Amsterdam" not in text
    # the published figures of the cities keep their numbers to themselves
    assert re.search(r"Figuur 3\.1\.D-GM0637 .{,90}Bijdrage per denominatie: Zoetermeer", text)
    assert "Figuur 3.1.6" not in text
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--out", tmp_path / "m.html", "--focus", "GM9999", env=env)
    assert run.returncode == 2
    assert "GM9999" in run.stderr


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


def test_the_command(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--out", "m.html", "--figures", "some figures", "--json", env=env)
    assert run.returncode == 0, run.stderr
    files = [tmp_path / file for file in json.loads(run.stdout)["files"]]
    assert files[0] == tmp_path / "m.html"
    assert sorted((tmp_path / "some figures").iterdir()) == sorted(files[1:])
    made = {file.name: file.read_bytes() for file in files}
    text = made["m.html"].decode()
    drawn = re.findall(r'class="item figure" id="fig-([^"]+)"', text)
    assert set(made) == {
        "m.html",
        *(f"figuur-{it}.{kind}" for it in drawn for kind in ("png", "svg")),
    }
    assert made["figuur-3.1.1.png"].startswith(b"\x89PNG")
    assert b"Dissimilariteit" in made["figuur-3.1.1.svg"]
    # the same bytes in another process
    assert text == page(varied_build.warehouse, Language.nl)


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


def test_a_report_needs_a_place(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", env=env)
    assert (run.returncode, "--out" in run.stderr) == (2, True)
    (tmp_path / "taken").write_text("mine")
    run = segmon("report", "--out", Path("taken") / "m.html", env=env)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert sorted(os.listdir(tmp_path)) == ["taken"]  # noqa: PTH208


def spec_values(text: str) -> list[dict[str, Any]]:
    """The records of every chart."""
    return [record for chart in charts(text) for record in chart["data"]["records"]]


def test_charts_draw_what_the_tables_say(varied_build: Built) -> None:
    text = page(varied_build.warehouse, Language.nl)
    values = {float(v) for v in re.findall(r'<data value="([^"]+)">', text)}
    drawn = spec_values(text)
    assert drawn
    assert {v["value"] for v in drawn} <= values
