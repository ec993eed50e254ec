"""What moved too far between two years is found, an error where chance cannot be the reason."""

from __future__ import annotations

import duckdb
import pytest

from helpers.deliveries import YEARS
from helpers.mart_spoils import FIRST, LATER, MOVES, SECOND
from segmon.checks.judge import judge_marts
from segmon.checks.marts_frames import changes
from segmon.database import load_seeds
from segmon.findings import Judged


def judged(database: duckdb.DuckDBPyConnection) -> list[Judged]:
    """Every expectation; a build looks once, a test may look again."""
    database.execute("drop schema if exists bounds cascade")
    return judge_marts(database, YEARS)


def wrong(database: duckdb.DuckDBPyConnection) -> list[Judged]:
    """The expectations that are not met."""
    return [one for one in judged(database) if not one.is_met]


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
