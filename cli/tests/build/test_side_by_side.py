"""Builds that meet each other, readers beside them, and builds that are asked to stop."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.replay import Replays
from helpers.running import COMMAND, PATIENCE, Built, build_up_to, left_beside
from helpers.yearly import (
    SECOND,
    Yearly,
    copy_warehouse,
    start_reader,
    stop_reader,
    wait_for_reader,
)
from segmon.build.folder import BuildFolder


@pytest.fixture
def warehouse(register_build: Built, tmp_path: Path) -> Path:
    """A warehouse of one's own, with what its builds left."""
    return copy_warehouse(register_build.warehouse, tmp_path / "warehouse")


def job(yearly: Yearly, step: str, warehouse: Path) -> dict[str, object]:
    """The build of a step."""
    return {
        "delivery": yearly.delivery(step),
        "warehouse": warehouse,
        "recorded": yearly.recording(step),
        "school_years": [SECOND],
    }


def test_of_two_builds_at_once_one_waits_and_both_end_well(
    yearly: Yearly, replays: Replays, warehouse: Path, tmp_path: Path
) -> None:
    said = [tmp_path / "first", tmp_path / "second"]
    jobs = [{**job(yearly, "changed", warehouse), "said": file} for file in said]
    assert replays(*jobs) == [0, 0]
    (waited,) = [file.read_text() for file in said if file.exists()]
    assert waited.startswith("build ")
    built = Built(warehouse)
    assert built.export() == yearly.after("changed").export()
    assert left_beside(warehouse) == {"lock", "store"}
    assert BuildFolder(warehouse).holder() == ""


def test_a_build_that_waits_says_for_whom(tmp_path: Path) -> None:
    warehouse = tmp_path / "segmon.duckdb"
    (tmp_path / "delivery").mkdir()
    builds = BuildFolder(warehouse)
    with builds.locked("20260101T000000Z-aaaaaa", lambda holder: None):
        assert "20260101T000000Z-aaaaaa" in builds.holder()
        process = subprocess.Popen(
            [
                *(COMMAND, "build", "--input", tmp_path / "delivery", "--layout", "register"),
                *("--warehouse", warehouse, "--quiet"),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        said = process.stderr.readline()
        assert said.startswith("waiting for build 20260101T000000Z-aaaaaa (process")
        assert process.poll() is None
        assert not list(builds.path.glob("work-*"))
    process.communicate(timeout=PATIENCE)
    # the delivery is empty; what matters is that its turn came
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("number", "code", "step"),
    [
        pytest.param(signal.SIGTERM, 143, "delivered:", id="SIGTERM in the check"),
        pytest.param(signal.SIGTERM, 143, "model stg_", id="SIGTERM in the models"),
        pytest.param(signal.SIGINT, 130, "delivered:", id="SIGINT in the check"),
    ],
)
def test_a_build_that_is_asked_to_stop_tidies_up(
    number: signal.Signals, code: int, step: str, warehouse: Path, tmp_path: Path
) -> None:
    before = warehouse.read_bytes()
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    process = build_up_to(step, warehouse, "--input", delivery, "--json")
    process.send_signal(number)
    out, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, said
    assert "Traceback" not in said
    assert json.loads(out)["exit_code"] == code
    assert warehouse.read_bytes() == before
    assert left_beside(warehouse) == {"lock", "store"}
    assert BuildFolder(warehouse).holder() == ""


def test_readers_see_whole_builds_only(
    yearly: Yearly, replays: Replays, warehouse: Path, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    readers = start_reader(warehouse, seen)
    for number in range(10):
        # the marts of one build differ from those of the build before
        assert replays(job(yearly, ("changed", "again")[number % 2], warehouse)) == [0]
        wait_for_reader(warehouse, seen)
    stop_reader(readers, seen)
    (fresh, before, n_fresh), (_, kept, _) = json.loads((seen / "seen.json").read_text())
    assert kept == before
    builds = {row[0]: tuple(row[1:]) for row in fresh}
    assert n_fresh >= len(builds) == len(fresh) >= 10
    assert len(set(builds.values())) == 2
    for years_of_ops, years_of_marts, *_ in builds.values():
        assert years_of_ops == years_of_marts
