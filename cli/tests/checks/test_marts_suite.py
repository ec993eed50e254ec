"""The marts' door: what is wrong in the marts is found before they are published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pytest

from conftest import Built
from helpers.deliveries import YEARS
from helpers.yearly import Yearly
from segmon.checks.expectations import said
from segmon.checks.judge import check_marts, judge_marts
from segmon.checks.marts_frames import changes
from segmon.checks.marts_suite import marts_suites
from segmon.database import load_seeds
from segmon.errors import BuildError
from segmon.findings import Judged
from segmon.project import project_dir

FIRST, SECOND = YEARS
NATIONAL = "sector = 'po' and characteristic = 'income' and index_code = 'dissimilarity'"
LATER = f"school_year = '{SECOND}' and sector = 'po' and characteristic = 'income'"
#: The key of a row; the hand-made delivery has no distances.
DISTANCE = f"('{FIRST}', 'po', 'all', 'national', 'NL', 'Nederland', 'all', 'all'"


@pytest.fixture
def database(yearly: Yearly, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What dbt made of the hand-made delivery, ready to be spoiled."""
    file = tmp_path / "segmon.duckdb"
    shutil.copyfile(yearly.recording("refreshed") / "dbt.duckdb", file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def judged(database: duckdb.DuckDBPyConnection) -> list[Judged]:
    """Every expectation; a build looks once, a test may look again."""
    database.execute("drop schema if exists bounds cascade")
    return judge_marts(database, YEARS)


def wrong(database: duckdb.DuckDBPyConnection) -> list[Judged]:
    """The expectations that are not met."""
    return [one for one in judged(database) if not one.is_met]


#: What is done to the marts; the mart, column and rule that say so; an example that is shown.
Spoil = tuple[str, tuple[str, str, str], str]
SPOILED: list[Spoil] = [
    (
        f"update marts.segregation_national set value = 1.5 where {NATIONAL}",
        ("segregation_national", "value", "at most the highest"),
        f"{FIRST} po income national NL dissimilarity: 1.5",
    ),
    (
        f"update marts.segregation_municipality set value = 'nan' where {NATIONAL}"
        " and area_code = 'GM0637'",
        ("segregation_municipality", "value", "at most the highest"),
        f"{FIRST} po income municipality GM0637 dissimilarity: nan",
    ),
    (
        "update marts.segregation_governance set value = -0.1 where area_code = 'GM0096'",
        ("segregation_governance", "value", "at least the lowest"),
        f"{FIRST} po education municipality GM0096 openbaar dissimilarity: -0.1",
    ),
    (
        "update marts.segregation_g4 set value = '-inf'",
        ("segregation_g4", "value", "at least the lowest"),
        f"{FIRST} po education g4 GM0363 dissimilarity: -inf",
    ),
    (
        "update marts.segregation_urbanity set value = 'inf'",
        ("segregation_urbanity", "value", "at most the highest"),
        f"{FIRST} po education urbanity 1 dissimilarity: inf",
    ),
    (
        "update marts.segregation_change set difference = -1.5",
        ("segregation_change", "difference", "between -1 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: -1.5",
    ),
    (
        "update marts.segregation_change set standard_error = 'nan'",
        ("segregation_change", "standard_error", "between 0 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: nan",
    ),
    (
        "update marts.segregation_change_span set difference = 'inf'",
        ("segregation_change_span", "difference", "between -1 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: inf",
    ),
    (
        "update marts.segregation_change_span set standard_error = -0.1",
        ("segregation_change_span", "standard_error", "between 0 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: -0.1",
    ),
    (
        "update marts.segregation_governance_change set difference = -1.5",
        ("segregation_governance_change", "difference", "between -1 and 1"),
        f"po education municipality GM0096 openbaar dissimilarity {FIRST} {SECOND}: -1.5",
    ),
    (
        "update marts.segregation_change_chance set discovery_share = 1.5"
        " where table_code = 'appendix_b'",
        ("segregation_change_chance", "discovery_share", "between 0 and 1"),
        "po education dissimilarity appendix_b: 1.5",
    ),
    (
        "update marts.information_change set difference = 2",
        ("information_change", "difference", "between -1.1 and 1.1"),
        f"po education g4 GM0363 {FIRST} {SECOND}: 2.0",
    ),
    (
        "update marts.group_distribution set share = 2 where group_code = 'low'"
        " and area_code = 'GM0363'",
        ("group_distribution", "share", "between 0 and 1"),
        f"{FIRST} po income municipality GM0363 low: 2.0",
    ),
    (
        "update marts.group_distribution set missing_share = -0.5 where group_code = 'low'"
        " and area_code = 'GM0363' and area_level = 'municipality'",
        ("group_distribution", "missing_share", "between 0 and 1"),
        f"{FIRST} po income municipality GM0363 low: -0.5",
    ),
    (
        "update marts.category_composition set share = 'nan' where category_code = 'all'"
        " and group_code = 'low'",
        ("category_composition", "share", "between 0 and 1"),
        f"{FIRST} po income g4 GM0363 denomination all low: nan",
    ),
    *(
        (
            f"update marts.category_contribution set {column} = {value} where area_code = 'GM0096'"
            f" and definition = '{definition}'",
            ("category_contribution", column, f"{definition} is between {bounds}"),
            f"{FIRST} po education GM0096 denomination openbaar {definition}: {shown}",
        )
        for definition, column, value, bounds, shown in (
            ("monitor_expected", "dissimilarity", "1.5", "0 and 1", "1.5"),
            ("size_neutral", "dissimilarity", "'nan'", "0 and 100,000", "nan"),
            ("leave_out", "counterfactual_dissimilarity", "-0.1", "0 and 1", "-0.1"),
            ("size_neutral", "counterfactual_dissimilarity", "'inf'", "0 and 100,000", "inf"),
            ("additive", "contribution", "1.5", "0 and 1", "1.5"),
            ("leave_out", "contribution", "-1.5", "-1 and 1", "-1.5"),
            ("size_neutral", "contribution", "'nan'", "-100,000 and 100,000", "nan"),
        )
    ),
    (
        "update marts.pupils_to_move set share_to_move = 0.6 where area_code = 'GM0637'",
        ("pupils_to_move", "share_to_move", "between 0 and 0.5"),
        f"{FIRST} po education municipality GM0637: 0.6",
    ),
    (
        f"insert into marts.travel_distance values {DISTANCE}, 10, -1, null, 'means_only')",
        ("travel_distance", "mean_km", "between 0 and 10,000"),
        f"{FIRST} po all national NL all all: -1.0",
    ),
    (
        f"insert into marts.travel_distance values {DISTANCE}, 10, null, 'nan', 'ok')",
        ("travel_distance", "median_km", "between 0 and 10,000"),
        f"{FIRST} po all national NL all all: nan",
    ),
    (
        "update marts.data_coverage set missing_share = 1.01 where characteristic = 'income'",
        ("data_coverage", "missing_share", "between 0 and 1"),
        f"{FIRST} po income: 1.01",
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
        f"delete from marts.segregation_national where {LATER}",
        ("segregation_national", "area_code", "is there, in every year"),
        f"{SECOND} po income NL",
    ),
    (
        f"delete from marts.segregation_g4 where area_code = 'GM0363' and {LATER}",
        ("segregation_g4", "area_code", "is there, in every year"),
        f"{SECOND} po income GM0363",
    ),
    (
        f"delete from marts.data_coverage where school_year = '{SECOND}'",
        ("data_coverage", "school_year", "is in the marts"),
        SECOND,
    ),
]


def test_good_marts_meet_every_expectation(database: duckdb.DuckDBPyConnection) -> None:
    for one in check_marts(database, YEARS):
        finding = one.finding
        assert finding.door == "marts"
        assert finding.rule and finding.why and finding.resolve, finding
        assert "{" not in str(finding), finding


def rounds() -> list[list[Spoil]]:
    """What is spoiled at once: of each column of a mart one thing, since looking takes seconds."""
    made: list[dict[tuple[str, str], Spoil]] = []
    for spoil in SPOILED:
        place = spoil[1][:2]
        free = next((one for one in made if place not in one), None)
        if free is None:
            made.append(free := {})
        free[place] = spoil
    return [[*one.values()] for one in made]


@pytest.mark.parametrize("spoils", rounds(), ids=lambda spoils: f"{len(spoils)} at once")
def test_what_is_spoiled_is_found(
    spoils: Sequence[Spoil], database: duckdb.DuckDBPyConnection
) -> None:
    for change, _, _ in spoils:
        assert database.execute(change).fetchone() not in (None, (0,)), change
    with pytest.raises(BuildError) as refused:
        check_marts(database, YEARS)
    assert refused.value.exit_code == 3
    found = [one.finding for one in refused.value.judged if one.blocks]
    for _, (mart, column, rule), example in spoils:
        (finding,) = [f for f in found if (f.table, f.column) == (mart, column) and rule in f.rule]
        assert example in finding.examples
        assert finding.n_rows == finding.observed > finding.limit == 0
        for part in (f"{mart}.{column}", rule, example):
            assert part in str(refused.value)


def test_pupils_who_are_not_linked_stop_the_build(database: duckdb.DuckDBPyConnection) -> None:
    counts = [("linked", 90), ("no_parent", 10)]
    rows = ", ".join(f"('{FIRST}', 'po', 'mother', '{outcome}', {n})" for outcome, n in counts)
    database.execute(
        f"create or replace view staging.stg_linkage_counts as select * from (values {rows})"
        " as counts(school_year, sector, link, outcome, n_pupils)"
    )
    with pytest.raises(BuildError, match="have no link mother") as refused:
        check_marts(database, YEARS)
    (found,) = [one.finding for one in refused.value.judged if one.blocks]
    assert (found.observed, found.limit, found.n_rows) == (0.1, 0.08, 10)


def test_every_expectation_was_seen_to_fail() -> None:
    spoiled = {("stg_linkage_counts", "{characteristic}")}
    spoiled |= {(mart, column) for _, (mart, column, _), _ in SPOILED}
    moved = {(mart, column) for mart, column, _, _ in MOVES}
    for name, suite in marts_suites(YEARS).items():
        for expectation in suite.expectations:
            table = expectation.meta["table"]
            column = expectation.meta.get("column", getattr(expectation, "column", None))
            seen = moved if name.startswith("changes_of_") else spoiled
            assert table.startswith("segregation_{") or (table, column) in seen


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
    (one,) = [one for one in wrong(database) if one.finding.column == column]
    finding = one.finding
    assert (finding.severity, finding.table) == (severity, mart)
    assert finding.rule.startswith(rule)
    assert finding.n_rows == 1
    assert finding.observed > finding.limit > 0
    assert finding.examples[0].startswith(f"{FIRST} to {SECOND}: ")
    assert one.outcome == {"error": "broken"}.get(severity, severity)


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_figure_that_is_no_number_has_moved(
    value: str, database: duckdb.DuckDBPyConnection
) -> None:
    database.execute(f"update marts.segregation_national set value = '{value}' where {LATER}")
    rules = " | ".join(one.finding.rule for one in wrong(database))
    assert "each value is at most the highest of its index" in rules
    assert "the national dissimilarity of po income moved by at most" in rules


def test_calendar_years_follow_one_another(database: duckdb.DuckDBPyConnection) -> None:
    load_seeds(database, "plausible_changes", schema="bounds")
    of_two = len(changes(database, "pupils"))
    database.execute("update marts.data_coverage set school_year = left(school_year, 4)")
    assert len(changes(database, "pupils")) == of_two > 0


def test_an_incomplete_year_stops_the_build_though_it_is_small(
    database: duckdb.DuckDBPyConnection,
) -> None:
    database.execute(
        f"update marts.data_coverage set n_pupils = 5000000 where school_year = '{FIRST}'"
    )
    found = [one for one in wrong(database) if "the number of pupils" in one.finding.rule]
    assert found
    assert all(one.blocks for one in found)


def test_the_examples_of_the_documentation_run(
    register_build: Built,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (project_dir() / "docs" / "checks.md").read_text(encoding="utf-8")
    suite, expectation = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(register_build.warehouse, tmp_path / "warehouse" / "segmon.duckdb")
    monkeypatch.chdir(tmp_path)
    exec(suite, {})
    said_by_it = capsys.readouterr().out
    assert said_by_it.startswith("True {'evaluated_expectations': 2")
    made = eval(expectation, {"gxe": gxe, "said": said})
    assert (made.column, made.severity.value) == ("mean_km", "warning")
