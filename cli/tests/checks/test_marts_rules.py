"""The last door: what is wrong in the marts is found before they are published, and shown."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import YEARS
from helpers.running import Built
from helpers.yearly import Yearly
from segmon.checks.judge import check_marts, judge
from segmon.checks.marts_rules import marts_findings
from segmon.checks.page import write_page
from segmon.errors import BuildError
from segmon.findings import Finding, Judged

FIRST, SECOND = YEARS
NATIONAL = "sector = 'po' and characteristic = 'income' and index_code = 'dissimilarity'"
LATER = f"school_year = '{SECOND}' and sector = 'po' and characteristic = 'income'"


@pytest.fixture
def database(yearly: Yearly, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What dbt made of the hand-made delivery, ready to be spoiled."""
    file = tmp_path / "segmon.duckdb"
    shutil.copyfile(yearly.recording("refreshed") / "dbt.duckdb", file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def measured(database: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Every expectation; a build looks once, a test may look again."""
    database.execute("drop schema if exists bounds cascade")
    return list(marts_findings(database, YEARS))


def wrong(database: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The expectations that are not met."""
    found = measured(database)
    # NaN is within no limit
    return [finding for finding in found if not finding.observed <= finding.limit]


#: What is done to the marts; the mart, column and rule that say so; an example that is shown.
SPOILED = [
    (
        f"update marts.segregation_national set value = 1.5 where {NATIONAL}",
        ("segregation_national", "value", "between 0 and 1"),
        f"{FIRST} 1.5",
    ),
    (
        "update marts.segregation_municipality set value = 'nan' where area_code = 'GM0637'",
        ("segregation_municipality", "value", "between 0 and 1"),
        f"{FIRST} nan",
    ),
    (
        "update marts.segregation_governance set value = -0.1 where value = 0",
        ("segregation_governance", "value", "between 0 and 1"),
        f"{FIRST} -0.1",
    ),
    (
        "update marts.segregation_g4 set value = '-inf'",
        ("segregation_g4", "value", "between 0 and 1"),
        f"{FIRST} -inf",
    ),
    (
        "update marts.group_distribution set share = share / 2 where group_code = 'low'"
        " and area_code = 'GM0363'",
        ("group_distribution", "share", "add to 1"),
        f"{FIRST} po income municipality GM0363",
    ),
    (
        "delete from marts.category_composition where group_code = 'low' and category_code = 'all'"
        " and area_code = 'GM0363'",
        ("category_composition", "share", "add to 1"),
        f"{FIRST} po income g4 GM0363 denomination all",
    ),
    (
        f"delete from marts.segregation_municipality where area_code = 'GM0363' and {LATER}",
        ("segregation_municipality", "area_code", "is there, in every year"),
        f"{SECOND} po income GM0363",
    ),
    (
        f"delete from marts.segregation_urbanity where area_code = '5' and {LATER}",
        ("segregation_urbanity", "area_code", "is there, in every year"),
        f"{SECOND} po income 5",
    ),
    (
        f"delete from marts.data_coverage where school_year = '{SECOND}'",
        ("data_coverage", "school_year", "is there"),
        SECOND,
    ),
]


def test_good_marts_meet_every_expectation(database: duckdb.DuckDBPyConnection) -> None:
    assert [f for f in wrong(database) if f.severity == "error"] == []
    judged = check_marts(measured(database))
    assert {found.finding.door for found in judged} == {"marts"}
    for found in judged:
        assert (found.finding.why and found.finding.resolve) or found.finding.column, found


@pytest.mark.parametrize(
    ("change", "place", "example"), SPOILED, ids=[f"{c[1][0]}: {c[1][2]}" for c in SPOILED]
)
def test_what_is_spoiled_is_found(
    change: str,
    place: tuple[str, str, str],
    example: str,
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert database.execute(change).fetchone() not in (None, (0,))
    mart, column, rule = place
    found = [f for f in wrong(database) if f.severity == "error"]
    (finding,) = [f for f in found if (f.table, f.column) == (mart, column) and rule in f.rule]
    assert example in finding.examples
    with pytest.raises(BuildError) as refused:
        check_marts(found)
    assert refused.value.exit_code == 3
    for part in (f"{mart}.{column}", rule, example):
        assert part in str(refused.value)


#: The figure of the second year, its mart, what happens to it, and what the pupils number then.
MOVES = [
    ("segregation_national", "value", "value + 0.5", "the national dissimilarity of po income"),
    ("data_coverage", "n_pupils", "n_pupils * 1.2", "the number of pupils, by po income"),
    ("data_coverage", "n_pupils", "n_pupils * 0.8", "the number of pupils, by po income"),
    ("segregation_national", "n_schools", "n_schools * 2", "the number of schools, by po income"),
]


@pytest.mark.parametrize(("scale", "severity"), [(1, "warning"), (1_000_000, "error")])
@pytest.mark.parametrize(
    ("mart", "column", "moved", "rule"), MOVES, ids=[f"{m[0]}.{m[2]}" for m in MOVES]
)
def test_a_jump_is_an_error_where_chance_cannot_be_the_reason(
    mart: str,
    column: str,
    moved: str,
    rule: str,
    scale: int,
    severity: str,
    database: duckdb.DuckDBPyConnection,
) -> None:
    # the marts of a country in which nothing moves
    for table, figure in (
        ("segregation_national", "value = 0.25, n_schools = 100, n_pupils = 1000"),
        ("data_coverage", "n_pupils = 1000"),
    ):
        scaled = figure.replace("1000", str(1000 * scale))
        database.execute(f"update marts.{table} set {scaled}")
    assert wrong(database) == []
    database.execute(f"update marts.{mart} set {column} = {moved} where {LATER}")
    found = [f for f in wrong(database) if f.column == column]
    assert [(f.severity, f.rule.startswith(rule)) for f in found] == [(severity, True)]
    assert f"{FIRST} to {SECOND}" in found[0].examples[0]
    judged = judge(found, "marts")
    assert [one.outcome for one in judged] == [{"error": "broken"}.get(severity, severity)]


# --- the page for people ---


class Page(HTMLParser):
    """What a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(file: Path) -> Page:
    """The page, parsed; it needs nothing from the web and runs nothing."""
    content = file.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//\w|url\(|@import", content)
    page = Page()
    page.feed(content)
    assert page.links == []
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    return page


def test_the_page_of_a_build_stands_on_its_own(register_build: Built) -> None:
    (file,) = register_build.warehouse.parent.glob("segmon.builds/*.html")
    page = read_page(file)
    rules = register_build.rows("select distinct rule from ops.check_results")
    assert len(rules) > 20
    shown = " ".join(page.text.split())
    assert [rule for (rule,) in rules if " ".join(rule.split()) not in shown] == []


def test_the_page_shows_every_broken_rule_and_runs_none(tmp_path: Path) -> None:
    attack = "<script>alert('x')</script>"
    findings = [
        Finding(
            *("schools", "denomination", f"rule {number} & more", 3, 3, 0, (attack, "<b>")),
            *(f"{attack}.csv", f"why {number}", f"resolve {number}"),
            *(severity, door),
        )
        for number, (severity, door) in enumerate(
            [("error", "delivery"), ("warning", "delivery"), ("error", "marts")]
        )
    ]
    judged = [Judged(finding, is_met=False) for finding in findings]
    page = read_page(write_page(tmp_path / "page.html", attack, tmp_path, judged))
    for finding in findings:
        for part in (finding.rule, finding.why, finding.resolve, attack):
            assert part in page.text
    assert page.text.count("broken") >= 2
    assert list(tmp_path.iterdir()) == [tmp_path / "page.html"]


def test_an_incomplete_year_stops_the_build_though_it_is_small(
    database: duckdb.DuckDBPyConnection,
) -> None:
    database.execute(
        f"update marts.data_coverage set n_pupils = 5000000 where school_year = '{FIRST}'"
    )
    found = [finding for finding in wrong(database) if "the number of pupils" in finding.rule]
    assert found
    assert {finding.severity for finding in found} == {"error"}
