"""A bad delivery through the command: exit code, message, and a warehouse that stays as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.deliveries import counts_tables, register_tables
from helpers.running import COMMAND, PATIENCE, Built, Deliver, Segmon, left_beside
from helpers.spoils import KNOWN_SCHOOL, WHOLE_PERCENTILE, Files, Spoil, cell, overwrite


@pytest.mark.parametrize(
    ("case", "parts"),
    [
        (
            cell("pupils", "income_percentile", "250"),
            ("pupils.income_percentile", "pupils.csv", WHOLE_PERCENTILE, "250"),
        ),
        (cell("pupils", "school_id", "99ZZ99"), ("pupils.school_id", KNOWN_SCHOOL, "99ZZ99")),
    ],
    ids=["percentile 250", "unknown school"],
)
def test_a_refused_delivery_leaves_the_warehouse_as_it_was(
    case: Spoil, parts: tuple[str, ...], deliver: Deliver, published: Path, segmon: Segmon
) -> None:
    delivery = deliver(case(register_tables()))
    run = segmon(*("build", "--input", delivery, "--layout", "register", "--warehouse", published))
    assert run.returncode == 1
    assert run.stdout == ""
    for part in (*parts, "nothing was published"):
        assert part in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_folder_that_is_not_there_is_wrong_usage(command: str, segmon: Segmon) -> None:
    run = segmon(command, "--input", "no-such-folder", "--layout", "register")
    assert run.returncode == 2
    assert "no-such-folder" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (overwrite("schools.csv", lambda b: b.decode().encode("utf-16")), "schools.csv is text in"),
        (overwrite("pupils.csv", lambda b: b.replace(b",po,", b',"po,', 1)), "pupils.csv"),
        (lambda folder: (folder / "municipalities.csv").chmod(0), "municipalities.csv"),
        (
            lambda folder: (folder / "municipalities.csv").unlink(),
            "municipalities: not found: expected",
        ),
    ],
    ids=["UTF-16", "a quote that is never closed", "closed to others", "incomplete"],
)
def test_a_broken_file_is_an_error_for_a_scheduler(
    change: Files, said: str, deliver: Deliver, published: Path, segmon: Segmon
) -> None:
    delivery = deliver(register_tables())
    change(delivery)
    if said == "municipalities.csv" and os.geteuid() == 0:
        (delivery / said).unlink()
        (delivery / said).mkdir()
    run = segmon(
        *("build", "--input", delivery, "--layout", "register", "--warehouse", published, "--json")
    )
    assert run.returncode == 1
    answer = json.loads(run.stdout)
    assert answer["exit_code"] == 1
    for text in (answer["error"], run.stderr):
        assert said in text
        assert "-pupil-" not in text
        assert "Traceback" not in text


def test_the_traceback_is_there_for_whoever_asks(deliver: Deliver, segmon: Segmon) -> None:
    delivery = deliver(counts_tables())
    (delivery / "schools.csv").write_bytes(b"PK")
    for debug in ((), ("--debug",)):
        run = segmon(*debug, "check", "--input", delivery, "--layout", "counts")
        assert run.returncode == 1
        assert ("Traceback" in run.stderr) == bool(debug)


# --- a disk that is full ---

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["segmon", *sys.argv[2:]]
from segmon.app import main
main()
"""


@pytest.mark.parametrize("n_bytes", [0, 200, 20_000], ids="no file larger than {}".format)
def test_a_file_that_cannot_grow_ends_the_build(
    n_bytes: int, deliver: Deliver, published: Path
) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-c", LIMITED, str(n_bytes), "build", "--layout", "register"),
            *("--input", deliver(register_tables()), "--warehouse", published),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode in (2, 3), run.stderr
    assert "error: " in run.stderr
    assert "Traceback" not in run.stderr


def test_a_full_disk_publishes_nothing(
    register_build: Built, deliver: Deliver, tmp_path: Path
) -> None:
    """The warehouse is on a disk of its own, with room for it and little more."""
    unshare = shutil.which("unshare")
    home = tmp_path / "disk"
    home.mkdir()
    kept = tmp_path / "kept"
    size = register_build.warehouse.stat().st_size + 2**21
    script = f"""
        mount -t tmpfs -o size={size} disk {home} || exit 77
        cp {register_build.warehouse} {home}/segmon.duckdb
        {COMMAND} build --input {deliver(register_tables())} --layout register \\
            --warehouse {home}/segmon.duckdb
        code=$?
        cp -r {home} {kept}
        exit $code
    """
    run = subprocess.run(
        [unshare or "false", "-m", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if not kept.is_dir():
        pytest.skip("a disk can be mounted by the administrator only")
    assert run.returncode == 3, run.stderr
    assert "Traceback" not in run.stderr
    assert (kept / "segmon.duckdb").read_bytes() == register_build.warehouse.read_bytes()
    assert left_beside(kept / "segmon.duckdb") == {"lock"}
