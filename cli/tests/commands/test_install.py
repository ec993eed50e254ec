"""What is installed: all that is imported is declared and locked, in a Python that will do."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from segmon.project import project_dir

ROOT = project_dir()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME, DEV = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock")
)


def normal(name: str) -> str:
    """The name of a package as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, list[str]]:
    """The hashes of each package of a lock, by its name and version."""
    entries = re.split(r"^(?=\w)", lock, flags=re.M)[1:]
    return {entry.split()[0]: re.findall(r"--hash=sha256:\w{64}", entry) for entry in entries}


def imported(place: Path) -> set[str]:
    """The packages that a module, or those of a folder, import."""
    names = set()
    for file in [place] if place.suffix == ".py" else place.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"segmon"}


def declared(lines: list[str]) -> set[str]:
    """The packages that a list of requirements names."""
    return {normal(re.split(r"[\[<>=]", line)[0]) for line in lines}


def test_all_that_is_imported_is_declared() -> None:
    """What few people need is an extra, and imported in its rooms only."""
    extras = PROJECT["project"]["optional-dependencies"]
    needed = declared(PROJECT["project"]["dependencies"])
    of_microdata = declared(extras["microdata"])
    further = {
        "engines": declared([*extras["postgres"], *extras["spark"]]),
        **dict.fromkeys(["delivery", "synth"], of_microdata),
        "exports": declared(extras["stats"]),
    }
    # Spark is not in every environment; its package has the name of its module
    known = {"pyspark": ["pyspark"], "psycopg2": ["psycopg2-binary"], **packages_distributions()}
    used = set[str]()
    for room in (ROOT / "cli" / "segmon").iterdir():
        allowed = needed | further.get(room.name, set())
        names = imported(room)
        undeclared = {name for name in names if not allowed & set(map(normal, known[name]))}
        assert undeclared == set(), room
        used |= {normal(package) for name in names for package in known[name]}
    assert needed <= used


def test_what_is_declared_is_a_range() -> None:
    for line in PROJECT["project"]["dependencies"]:
        assert re.fullmatch(r"[a-z-]+[\w-]*>=[\w.]+,<[\d.]+", line)


def test_the_lock_of_the_tests_is_that_of_the_build_and_more() -> None:
    runtime, dev = locked(RUNTIME), locked(DEV)
    assert runtime.items() < dev.items()
    names = {name.partition("==")[0] for name in runtime}
    assert {"duckdb", "dbt-core", "great-expectations", "hatchling"} <= names
    assert not {name for name in names if name.startswith("dagster")} | names & {"pytest", "mypy"}
    assert {"dagster", "dagster-dbt", "pytest"} <= {name.partition("==")[0] for name in dev}


def test_a_lock_names_no_host() -> None:
    for lock in (RUNTIME, DEV):
        assert "://" not in lock
        assert all(locked(lock).values())


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize("python", ["", "false"])
def test_the_wrong_python_is_told_before_anything_is_installed(python: str, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    run = subprocess.run(
        ["make", "--no-print-directory", "demo", f"PYTHON={python}", f"VENV={environment}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    (said, _) = run.stderr.splitlines()
    assert said.startswith("segmon needs Python 3.11 or 3.12; ")
    assert run.stdout == ""
    assert not environment.exists()
