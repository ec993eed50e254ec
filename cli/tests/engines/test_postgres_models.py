"""The whole dbt project on PostgreSQL: every test passes, and its marts are those of DuckDB."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from helpers.engines import (
    differences,
    duckdb_marts,
    load_postgres,
    postgres_marts,
    settings_of,
)
from helpers.harness import DATABASE, PUBLISHED, DbtRun, run_dbt
from helpers.postgres import Server
from helpers.running import PATIENCE
from segmon.build.dbt_process import build_command, own_environment
from segmon.project import project_dir

#: A delivery may share its database with others: they differ in the prefix of their schemas.
PREFIXES = {"register": "", "counts": "north_", "duo": "south_"}
SCHEMAS = ("delivery", "seeds", "staging", "intermediate", "marts")


@pytest.fixture(scope="module")
def database(postgres_server: Server) -> Mapping[str, str]:
    """One database for every delivery."""
    return postgres_server.new_database()


def _build(
    folder: Path, layout: str, delivery: Path, database: Mapping[str, str], *options: str
) -> None:
    """What people run who have a delivery in a database of their own."""
    prefix, others = PREFIXES[layout], _schemas(database)
    load_postgres(delivery, layout, database, f"{prefix}delivery")
    variables = {"layout": layout, "schema_prefix": prefix}
    run = subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "build", "--target", "postgres"),
            *("--project-dir", project_dir(), "--profiles-dir", project_dir()),
            *("--target-path", folder, "--log-path", folder, "--no-use-colors", "--quiet"),
            *("--vars", json.dumps(variables), *options),
        ],
        env={**own_environment(), **database},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    made = _schemas(database) - others
    assert made <= {f"{prefix}{schema}" for schema in SCHEMAS}, "a schema that nobody asked for"


def _schemas(database: Mapping[str, str]) -> set[str]:
    with closing(psycopg2.connect(**settings_of(database))) as connection:
        cursor = connection.cursor()
        cursor.execute("select schema_name from information_schema.schemata")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.nightly
def test_register(register_run: DbtRun, database: Mapping[str, str], tmp_path: Path) -> None:
    _build(tmp_path, "register", register_run.folder.parent / "register", database)
    expected = duckdb_marts(register_run.folder / DATABASE)
    assert len(expected) > 10
    assert not differences(expected, postgres_marts(database))


@pytest.mark.nightly
def test_duo(published_run: DbtRun, database: Mapping[str, str], tmp_path: Path) -> None:
    no_tests = [f"--exclude-resource-type={kind}" for kind in ("test", "unit_test")]
    _build(tmp_path, "duo", PUBLISHED, database, *no_tests)
    expected = duckdb_marts(published_run.folder / DATABASE)
    assert not differences(expected, postgres_marts(database, "south_marts"))


@pytest.mark.nightly
def test_staging_of_counts(database: Mapping[str, str], tmp_path: Path) -> None:
    delivery, staging = project_dir() / "examples" / "counts", "path:models/staging"
    options = ["--exclude-resource-type", "test", "-s"]
    _build(tmp_path / "postgres", "counts", delivery, database, *options, f"+{staging}")
    command = [*build_command(), *options, staging]
    run = run_dbt(tmp_path / "duckdb", "counts", command, delivery)
    assert not run.said, run.said
    expected = duckdb_marts(run.folder / DATABASE, "staging")
    assert {"stg_school_counts", "stg_counts__schools"} <= expected.keys()
    assert not differences(expected, postgres_marts(database, "north_staging"))
