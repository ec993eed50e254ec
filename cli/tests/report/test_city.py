"""A city's own edition: what it has, what it says, and what it says is missing."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import duckdb
import pytest

from helpers.report_pages import NUMBER, body, shown
from helpers.running import Built, Segmon
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import Report, read_report
from segmon.report.page import render

CITY = "GM0014"
YEARS = ["2012-2013", "2016-2017", "2018-2019", "2022-2023"]


@cache
def report(
    warehouse: Path, focus: tuple[str, ...] = (CITY,), since: str = "", language: str = "nl"
) -> Report:
    with open_warehouse(warehouse) as connection:
        return read_report(connection, Language(language), focus, since)


@cache
def page(warehouse: Path, since: str = "", language: str = "nl") -> str:
    """The edition of Groningen as people read it."""
    return shown(body(render(report(warehouse, (CITY,), since, language))))


def test_one_city_that_is_named_has_an_edition(city_build: Built) -> None:
    warehouse = city_build.warehouse
    made = report(warehouse)
    assert made.city
    assert (made.city.name, made.city.urbanity, made.city.is_in_focus) == ("Groningen", "1", True)
    assert [*made.years] == YEARS
    assert report(warehouse, ()).city is None
    assert report(warehouse, (CITY, "GM0363")).city is None


def test_its_name_is_everywhere_and_no_other_city(city_build: Built) -> None:
    text = page(city_build.warehouse)
    assert text.count("Schoolsegregatie in Groningen") == 2
    for item in report(city_build.warehouse).items:
        if not item.number.endswith(".R"):
            assert "Groningen" in item.title
            assert item.number.endswith(CITY)
    assert "Amsterdam" not in text
    assert "School segregation in Groningen" in page(city_build.warehouse, language="en")


def test_the_country_and_its_class_are_on_the_axis_of_the_city(city_build: Built) -> None:
    (figure,) = (i for i in report(city_build.warehouse).items if i.name == "figuur-3.1.t-gm0014")
    for panel in figure.panels:
        series = list(dict.fromkeys(r["series"] for r in panel["data"]["values"]))
        assert series == ["Groningen", "zeer sterk stedelijk", "Nederland"]
        colours = panel["layer"][0]["encoding"]["color"]["scale"]["range"]
        assert len({*colours}) == len(series)
    assert [*figure.table.columns] == YEARS * (len(figure.table.columns) // len(YEARS))


def test_cards_have_the_country_next_to_the_city(city_build: Built) -> None:
    (card,) = (
        section.headline
        for chapter in report(city_build.warehouse).chapters
        for section in chapter.sections
        if section.number == "3.1"
    )
    assert card
    assert card.value
    assert "area_code=GM0014" in card.value.source
    assert [*card.others] == ["Nederland", "zeer sterk stedelijke gemeenten"]
    assert "area_code=NL" in card.others["Nederland"].source


def test_governance_over_the_years_and_distance_by_group(city_build: Built) -> None:
    found = {item.name: item for item in report(city_build.warehouse).items}
    trend = found["figuur-3.1.g-gm0014"]
    for panel in trend.panels:
        values = panel["data"]["values"]
        assert {r["series"] for r in values} == {"Openbaar", "Bijzonder"}
        assert sorted({r["school_year"] for r in values}) == YEARS
    kinds = {sentence.kind for sentence in trend.sentences}
    assert {"governance", "governance_change"} <= kinds
    distance = found["figuur-3.1.r-gm0014"]
    here, there = distance.panels
    assert "Groningen" in here["title"]["subtitle"]
    assert "Nederland" in there["title"]["subtitle"]
    rows = {(r["row"], r["series"]) for r in here["data"]["values"]}
    assert ("Hoog inkomen", "Bijzonder") in rows
    assert "distance_pair" in {sentence.kind for sentence in distance.sentences}


@pytest.mark.parametrize("language", Language)
def test_numbers_of_its_claims_are_those_of_the_marts(
    language: Language, city_build: Built
) -> None:
    """Each number of a conclusion is at its place in the marts, and written as that is."""
    text = render(report(city_build.warehouse, (CITY,), "2018-2019", language))
    marts = {
        **{"governance": "segregation_governance", "distance": "travel_distance"},
        **{"move": "pupils_to_move", "contribution": "category_contribution"},
    }
    n_found = 0
    with duckdb.connect(city_build.warehouse, read_only=True) as connection:
        levels = dict.fromkeys(("national", "urbanity", "g4"))
        for value, source, _ in set(NUMBER.findall(text)):
            kind, _, rest = html.unescape(source).partition(".")
            column, _, keys = rest.partition("?")
            where = dict(part.split("=", 1) for part in keys.split("&"))
            if kind not in {"index", *marts}:
                continue
            mart = marts.get(kind, f"segregation_{where['area_level']}")
            column = {"move": "share_to_move", "contribution": "contribution"}.get(kind, column)
            if kind in ("governance", "contribution") and where["area_level"] in levels:
                where.pop("area_level")
            if kind == "contribution":
                where["definition"] = "monitor"
            condition = " and ".join(f"{key} = ?" for key in where)
            rows = connection.execute(
                f"select distinct {column} from marts.{mart} where {condition}", [*where.values()]
            ).fetchall()
            assert [float(row[0]) for row in rows] == [float(value)], source
            n_found += 1
    assert n_found > 100


def test_since_a_year(city_build: Built) -> None:
    plain, divided = page(city_build.warehouse), page(city_build.warehouse, "2018-2019")
    assert "sinds" not in plain[plain.index("Samenvatting") : plain.index("Leeswijzer")]
    assert "Van 2012-2013 tot en met 2018-2019" in divided
    assert "Van 2018-2019 tot en met 2022-2023" in divided or (
        "Van 2018-2019 op 2022-2023" in divided
    )
    assert "Vlakker heet een ontwikkeling" in divided


@pytest.mark.parametrize("language", Language)
def test_plain_words_and_what_it_does_not_say(language: Language, city_build: Built) -> None:
    text = page(city_build.warehouse, "", language)
    for kind in ("city_guide", "limits"):
        for paragraph in labels(kind, language).values():
            assert paragraph.format(city="Groningen") in text
    assert "--focus" not in text


def test_a_city_out_of_the_focus_of_the_build_says_what_is_missing(city_build: Built) -> None:
    made = report(city_build.warehouse, ("GM9005",))
    assert made.city
    assert not made.city.is_in_focus
    text = render(made)
    assert "segmon build --focus GM9005" in text
    assert not any(".C-" in item.number for item in made.items)
    # what the build knows of every municipality is there
    kinds = {item.number.split(".")[-1].split("-")[0] for item in made.items}
    assert {"T", "R"} <= kinds
    assert any(".C-" in item.number for item in report(city_build.warehouse).items)


def test_where_since_cannot_be(city_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    env = {"SEGMON_WAREHOUSE": str(city_build.warehouse)}
    for words, said in (
        (("--since", "2018-2019"), "name it with --focus"),
        (("--focus", "GM0014", "--focus", "363", "--since", "2018-2019"), "name it with --focus"),
        (("--focus", "14", "--since", "2014-2015"), "no such school year between"),
        (("--focus", "14", "--since", "2012-2013"), "2016-2017, 2018-2019"),
        (("--focus", "14", "--since", "2022-2023"), "no such school year between"),
    ):
        run = segmon("report", "--out", "m.html", *words, env=env)
        assert (run.returncode, said in run.stderr) == (2, True), run.stderr
    assert not list(tmp_path.glob("*.html"))
