"""What the caller's shell holds steers no build, and a build without its tests is not published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.deliveries import register_tables
from helpers.running import Built, Deliver, Segmon, build_delivery
from segmon.build import dbt_process
from segmon.build.manifest import git_commit
from segmon.errors import BuildError

#: Options of dbt as environment variables: each would change what a build makes or tests.
STEERING = {
    "DBT_RESOURCE_TYPES": "model",
    "DBT_EXCLUDE_RESOURCE_TYPES": "test",
    "DBT_EMPTY": "true",
    "DBT_FULL_REFRESH": "true",
    "DBT_WARN_ERROR": "true",
    "DBT_DEFER": "true",
    "DBT_STORE_FAILURES": "true",
    "DBT_TARGET": "nowhere",
    "DBT_PROFILE": "nobody",
    "DBT_PROFILES_DIR": "/nowhere",
    "DBT_PROJECT_DIR": "/nowhere",
    "DBT_TARGET_PATH": "/nowhere",
    "DBT_VARS": "{layout: counts}",
}


def test_variables_of_dbt_do_not_reach_a_build(
    register_build: Built, deliver: Deliver, tmp_path: Path, segmon: Segmon
) -> None:
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    run = segmon(
        *("build", "--input", deliver(register_tables()), "--layout", "register"),
        *("--warehouse", warehouse, "--json"),
        env=STEERING,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["tests"] == register_build.said["tests"] > 0
    assert Built(warehouse).export() == register_build.export()


def test_a_build_without_its_tests_is_not_published(
    deliver: Deliver, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = dbt_process.build_command()
    monkeypatch.setattr(dbt_process, "build_command", lambda: [*command, "g4_is_its_municipality"])
    with pytest.raises(BuildError, match=r"dbt ran (\d+) of the (\d+) tests") as refused:
        build_delivery(deliver(register_tables()), "register", published)
    assert str(refused.value).endswith("not g4_is_its_municipality")


def test_the_commit_is_that_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = git_commit()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another"))
    assert git_commit() == commit
