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
from helpers.harness import DATABASE, run_dbt
from helpers.postgres import Server
from helpers.running import PATIENCE
from segmon.build.dbt_process import build_command, own_environment
from segmon.project import project_dir
from segmon.synth import synthesise

DUO = project_dir().parent / "shared" / "data" / "duo-2016-2017"
#: A delivery may share its database with others: they differ in the prefix of their schemas.
PREFIXES = {"register": "", "counts": "north_", "duo": "south_"}
SCHEMAS = ("delivery", "seeds", "staging", "intermediate", "marts")


@pytest.fixture(scope="module")
def database(postgres_server: Server) -> Mapping[str, str]:
    """One database for every delivery."""
    return postgres_server.new_database()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that is large enough for a bad plan to take minutes."""
    folder = tmp_path_factory.mktemp("register")
    synthesise(folder, scale=0.1)
    return folder


def _build(
    folder: Path, layout: str, delivery: Path, database: Mapping[str, str], *options: str
) -> None:
    """What people run who have a delivery in a database of their own."""
    prefix = PREFIXES[layout]
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


def _compare(
    folder: Path,
    layout: str,
    delivery: Path,
    database: Mapping[str, str],
    schema: str = "marts",
    *options: str,
) -> None:
    """Build the same with DuckDB; the two schemas are the same to the last bit."""
    command = [*build_command(), "--exclude-resource-type", "test", *options]
    run = run_dbt(folder, layout, command, delivery)
    assert not run.said, run.said
    expected = duckdb_marts(folder / DATABASE, schema)
    assert len(expected) > 4
    assert not differences(expected, postgres_marts(database, f"{PREFIXES[layout]}{schema}"))


def test_register(register: Path, database: Mapping[str, str], tmp_path: Path) -> None:
    _build(tmp_path / "postgres", "register", register, database)
    _compare(tmp_path / "duckdb", "register", register, database)


def test_staging_of_counts(database: Mapping[str, str], tmp_path: Path) -> None:
    delivery, staging = project_dir() / "examples" / "counts", "path:models/staging"
    no_tests = ["--exclude-resource-type", "test"]
    _build(tmp_path / "postgres", "counts", delivery, database, "-s", f"+{staging}", *no_tests)
    _compare(tmp_path / "duckdb", "counts", delivery, database, "staging", "-s", staging)


@pytest.mark.skipif(not DUO.is_dir(), reason=f"the published files are not in {DUO}")
def test_duo(database: Mapping[str, str], tmp_path: Path) -> None:
    no_tests = [f"--exclude-resource-type={kind}" for kind in ("test", "unit_test")]
    _build(tmp_path / "postgres", "duo", DUO, database, *no_tests)
    _compare(tmp_path / "duckdb", "duo", DUO, database)


def test_each_has_its_own_schemas_and_no_other(database: Mapping[str, str]) -> None:
    with closing(psycopg2.connect(**settings_of(database))) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "select schema_name from information_schema.schemata where schema_name <> 'public'"
            " and schema_name not like 'pg!_%' escape '!' and schema_name <> 'information_schema'"
        )
        schemas = {name for (name,) in cursor.fetchall()}
    built = [prefix for prefix in PREFIXES.values() if f"{prefix}delivery" in schemas]
    assert len(built) > 1
    # of counts there is nothing but staging
    expected = {f"{prefix}{schema}" for prefix in built for schema in SCHEMAS}
    assert schemas == expected - {"north_intermediate", "north_marts"}
