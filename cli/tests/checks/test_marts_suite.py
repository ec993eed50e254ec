"""The marts' door: what is wrong in the marts is found before they are published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pytest

from helpers.deliveries import YEARS
from helpers.mart_spoils import FIRST, MOVES, SPOILED, Spoil
from helpers.running import Built
from segmon.checks.expectations import said
from segmon.checks.judge import check_marts
from segmon.checks.marts_suite import marts_suites
from segmon.errors import BuildError
from segmon.project import project_dir


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
