"""The whole dbt project on Apache Spark: every test passes, and its marts are those of DuckDB.

It takes ten minutes, most of them for tables of a few rows: `make nightly` runs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.engines import differences, duckdb_marts
from helpers.harness import DATABASE, run_dbt
from helpers.projects import copy_project
from helpers.spark import load_spark, spark_marts
from segmon.build.dbt_process import build_command
from segmon.project import project_dir
from segmon.synth import synthesise

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


pytestmark = pytest.mark.nightly
#: What dbt says of a node that did not do what it should.
BROKEN = ("error", "fail", "skipped")


def _run(target: Path, project: Path, *command: str) -> str:
    """Run dbt in this process, which has the session of Spark; what went wrong."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner().invoke(
        [
            *(*command, "--target", "spark", "--project-dir", str(project)),
            *("--profiles-dir", str(project), "--target-path", str(target)),
            *("--log-path", str(target), "--log-level", "none", "--no-use-colors"),
        ]
    )
    nodes = getattr(outcome.result, "results", [])
    said = [f"{node.node.name}: {node.message}" for node in nodes if node.status in BROKEN]
    return "\n".join(said) or ("" if outcome.success else str(outcome.exception))


def test_register(spark: SparkSession, tmp_path: Path) -> None:
    register = tmp_path / "register"
    synthesise(register, scale=0.02)
    load_spark(spark, register, "register", tmp_path)
    assert not _run(tmp_path / "spark", project_dir(), "build")
    command = [*build_command(), "--exclude-resource-type", "test"]
    run = run_dbt(tmp_path / "duckdb", "register", command, register)
    assert not run.said, run.said
    expected = duckdb_marts(tmp_path / "duckdb" / DATABASE)
    assert len(expected) > 4
    assert not differences(expected, spark_marts(spark))


@pytest.mark.usefixtures("spark")
def test_a_broken_contract_is_told_by_column(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    mart = project / "models" / "marts" / "data_coverage.yml"
    mart.write_text(
        mart.read_text().replace("n_pupils, data_type: bigint", "n_pupils, data_type: text")
    )
    said = _run(tmp_path / "spark", project, "run", "--select", "data_coverage")
    assert "It promises n_pupils string; the query makes n_pupils bigint" in said
