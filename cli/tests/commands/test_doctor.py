"""One screen about a warehouse: what is well, and what somebody should do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.deliveries import YEARS
from helpers.running import Built, Segmon
from helpers.yearly import copy_warehouse
from segmon.build.folder import BuildFolder
from segmon.commands.doctor import examine, examined_lines
from segmon.published.builds import START_WITH


@pytest.fixture
def warehouse(register_build: Built, tmp_path: Path) -> Path:
    """A warehouse of one's own, with what its build left."""
    return copy_warehouse(register_build.warehouse, tmp_path / "warehouse")


def test_all_is_well(warehouse: Path) -> None:
    found = examine(warehouse)
    assert found["problems"] == []
    assert found["opens"] is True
    assert found["building"] == ""
    assert list(found["school_years"]) == list(YEARS)
    assert {"segmon", "python", "duckdb", "dbt-core", "great-expectations"} <= set(
        found["versions"]
    )
    assert found["start_with"] == [f"marts.{table}" for table in START_WITH]
    lines = examined_lines(found)
    assert lines[-1] == "all is well"
    text = "\n".join(lines)
    for part in (
        str(warehouse),
        "opens",
        "start with marts.segregation_all_nl",
        found["last_build"]["build_id"],
        "285 rows read",
    ):
        assert part in text


def not_a_warehouse(warehouse: Path) -> None:
    """A file of something else."""
    warehouse.write_text("something else")


def left_behind(warehouse: Path) -> None:
    """Scratch files of a build that was killed."""
    BuildFolder(warehouse).work("20260101T000000Z-aaaaaa").mkdir()


def open_store(warehouse: Path) -> None:
    """School counts that everybody may read."""
    (store,) = warehouse.parent.glob("segmon.builds/store-*")
    store.chmod(0o644)


def no_store(warehouse: Path) -> None:
    """No school counts."""
    (store,) = warehouse.parent.glob("segmon.builds/store-*")
    store.unlink()


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (not_a_warehouse, "is not a warehouse"),
        (left_behind, "was left by a build that was killed"),
        (open_store, "can be read by others: chmod 600"),
        (no_store, "is gone: the next build needs every school year"),
    ],
)
def test_a_problem_is_named(spoil: Callable[[Path], None], problem: str, warehouse: Path) -> None:
    spoil(warehouse)
    found = examine(warehouse)
    (said,) = found["problems"]
    assert problem in said
    lines = examined_lines(found)
    assert lines[-1] == f"problem    {said}"
    assert ("does not open" in "\n".join(lines)) == (spoil is not_a_warehouse)


def test_whoever_builds_is_named_and_has_scratch_files(warehouse: Path) -> None:
    left_behind(warehouse)
    with BuildFolder(warehouse).locked("20260101T000000Z-aaaaaa", lambda holder: None):
        found = examine(warehouse)
    assert found["building"].startswith("build 20260101T000000Z-aaaaaa (process ")
    assert found["problems"] == []


def test_no_warehouse_is_no_problem(tmp_path: Path) -> None:
    found = examine(tmp_path / "none" / "segmon.duckdb")
    assert (found["problems"], found["opens"], found["last_build"]) == ([], False, None)
    assert "not there" in "\n".join(examined_lines(found))
    assert list(tmp_path.iterdir()) == []


def test_the_command(warehouse: Path, segmon: Segmon) -> None:
    run = segmon("doctor", "--warehouse", warehouse, "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["problems"] == []
    warehouse.write_text("something else")
    run = segmon("doctor", "--warehouse", warehouse)
    assert run.returncode == 3
    assert "is not a warehouse" in run.stdout
    assert "Traceback" not in run.stderr
