"""The command as a scheduler meets it: quick to answer, quiet, and machine-readable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.deliveries import counts_tables, spoiled
from helpers.running import Deliver, Segmon

HEAVY = {"duckdb", "pandas", "numpy", "great_expectations", "dbt", "jinja2", "altair", "yaml"}
LOADED = """
import sys
sys.argv = ["segmon", *sys.argv[1:]]
from segmon.app import main
try:
    main()
finally:
    print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True
    )
    said, loaded = run.stdout.split("LOADED")
    assert said
    assert "typer" in loaded.split()
    assert not HEAVY & set(loaded.split())


def test_quiet_says_nothing_when_all_is_well(deliver: Deliver, segmon: Segmon) -> None:
    run = segmon(*("check", "--layout", "counts", "--quiet", "--input", deliver(counts_tables())))
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_refusal_is_one_json_object(deliver: Deliver, segmon: Segmon, tmp_path: Path) -> None:
    tables = spoiled(counts_tables(), "municipalities", "urbanity", "9")
    page = tmp_path / "page.html"
    run = segmon(
        *("check", "--layout", "counts", "--quiet", "--json", "--input", deliver(tables)),
        *("--page", page),
    )
    assert run.returncode == 1
    said = json.loads(run.stdout)
    assert (said["exit_code"], said["page"]) == (1, str(page))
    assert "municipalities.urbanity" in said["error"]
    (finding,) = said["findings"]
    assert (finding["table"], finding["column"], finding["examples"]) == (
        *("municipalities", "urbanity"),
        ["9"],
    )
    assert finding["why"] and finding["resolve"]
    assert "9" in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("build", "--input", "none", "--layout", "counts"), 2),
        (("export", "marts", "--format", "csv", "--warehouse", "none"), 2),
    ],
)
def test_any_failure_is_one_json_object(
    arguments: tuple[str, ...], code: int, segmon: Segmon
) -> None:
    run = segmon(*arguments, "--json")
    said = json.loads(run.stdout)
    assert (run.returncode, said["exit_code"], said["findings"]) == (code, code, [])
    assert "none" in said["error"]


def test_the_command_is_the_one_that_is_tested() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import segmon; print(segmon.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    import segmon

    assert run.stdout.strip() == segmon.__file__
