"""Scratch files: nothing says who a pupil is, and a build that is stopped leaves none."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import register_tables, spoiled
from helpers.running import Deliver, Segmon, build_up_to, left_beside, wait_until
from segmon.checks.checked import check_delivery
from segmon.database import SPILLED, connect, load_seeds
from segmon.delivery.open import open_delivery
from segmon.private import private_in

#: A part of every pupil's id in the hand-made delivery.
ID = b"-pupil-"


@pytest.fixture
def delivery(deliver: Deliver) -> Path:
    """A delivery of which one row is left out, so that the others are kept in a table."""
    return deliver(spoiled(register_tables(), "pupils", "income_percentile", "250", 0))


def test_no_id_is_in_what_dbt_reads(delivery: Path, tmp_path: Path) -> None:
    checked = check_delivery(delivery, "register", max_rejected=1)
    for name, left_out in (("table", checked.left_out), ("view", {})):
        file = tmp_path / f"{name}.duckdb"
        with connect(file) as connection:
            load_seeds(connection)
            open_delivery(connection, checked.found, left_out, is_kept=True)
            n_rows, n_ids, n_schools = connection.execute(
                "select count(*), count(pupil_id), count(school_id) from delivery.pupils"
            ).fetchone() or (0, 0, 0)
        assert (n_ids, n_schools) == (0, n_rows) and n_rows > 200
        assert ID not in file.read_bytes()
        if name == "table":
            # the delivery itself does not read the file of the database
            assert b"start_qualification" in file.read_bytes()


def test_what_is_spilled_is_encrypted(tmp_path: Path) -> None:
    query = "create temp table ids as select 'a-pupil-' || hash(i) as id from range(3000000) t(i)"

    def spilled(folder: Path) -> list[bytes]:
        connection.execute("set memory_limit = '60MB'")
        connection.execute("set threads = 1")
        connection.execute(query)
        return [file.read_bytes() for file in folder.iterdir()]

    with private_in(tmp_path), connect() as connection:
        found = spilled(tmp_path / SPILLED)
    assert found and not any(ID in content for content in found)
    # without encryption it is there to be found
    with duckdb.connect(config={"temp_directory": str(tmp_path / "plain")}) as connection:
        assert any(ID in content for content in spilled(tmp_path / "plain"))


STOPS = [("SIGINT", "delivered:", 130), ("SIGTERM", "meets", 143), ("SIGHUP", "model stg_", 129)]


@pytest.mark.parametrize(("name", "step", "code"), STOPS, ids=[name for name, _, _ in STOPS])
def test_a_build_that_is_stopped_leaves_nothing(
    name: str, step: str, code: int, delivery: Path, published: Path
) -> None:
    process = build_up_to(step, published, "--input", str(delivery), "--max-rejected", "1")
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate()
    assert (process.returncode, errors) == (code, "error: stopped before it was done\n")
    assert left_beside(published) == {"lock"}
    (log,) = published.with_name("segmon.builds").glob("*.log")
    assert log.read_text().endswith("ERROR stopped before it was done\n")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_build_that_is_killed_leaves_no_id_and_doctor_cleans(
    delivery: Path, published: Path, segmon: Segmon
) -> None:
    process = build_up_to("model stg_", published, "--input", str(delivery), "--max-rejected", "1")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    (work,) = published.with_name("segmon.builds").glob("work-*")
    files = [file for file in work.rglob("*") if file.is_file()]
    assert files and not any(ID in file.read_bytes() for file in files)
    wait_until(lambda: _opens(work / "segmon.duckdb"))
    with duckdb.connect(str(work / "segmon.duckdb")) as connection:
        assert connection.execute("select count(pupil_id) from delivery.pupils").fetchone() == (0,)
    run = segmon("doctor", "--warehouse", published)
    assert run.returncode == 3
    assert f"{work} was left by a build that was killed" in run.stdout
    assert "segmon doctor --clean" in run.stdout
    run = segmon("doctor", "--warehouse", published, "--clean")
    assert f"removed    {work}" in run.stdout
    assert "was left by" not in run.stdout
    assert left_beside(published) == {"lock"}


def _opens(file: Path) -> bool:
    """Whether dbt, which ends a moment after its parent, has let go of its file."""
    try:
        duckdb.connect(str(file)).close()
    except duckdb.Error:
        return False
    return True
