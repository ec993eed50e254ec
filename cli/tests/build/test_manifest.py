"""What the warehouse says of the builds that made it."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.running import Built
from segmon import __version__
from segmon.build.input_files import input_files
from segmon.build.ops import TABLES
from segmon.checks.checked import check_delivery
from segmon.errors import BuildError
from segmon.project import project_vars


def test_the_files_are_those_that_were_delivered(register_build: Built) -> None:
    delivery = register_build.warehouse.parents[1] / "delivery"
    expected = [
        (
            *(table, f"{table}.csv", file.stat().st_size),
            *(hashlib.sha256(file.read_bytes()).hexdigest(), len(frame), len(frame), 0),
            # it is used, and read as asked for
            *(None, None),
        )
        for table, frame in sorted(register_tables().items())
        for file in [delivery / f"{table}.csv"]
    ]
    assert (
        register_build.rows("select * exclude (build_id) from ops.input_files order by 1")
        == expected
    )


def test_a_build_tells_what_it_was_made_with(register_build: Built) -> None:
    assert register_build.rows(
        "select is_current, project_version, dbt_version, duckdb_version, layout, vars,"
        " is_full_refresh, is_synthetic, finished_at > started_at from ops.build_manifest"
    ) == [
        (
            *(True, __version__, version("dbt-core"), version("duckdb"), "register"),
            *(json.dumps(project_vars(), sort_keys=True), False, False, True),
        )
    ]


def test_steps_and_rules_are_told(register_build: Built) -> None:
    steps = dict(register_build.rows("select step, seconds from ops.build_steps"))
    assert {"check", "models", "check_marts", "dbt_models", "dbt_tests"} <= steps.keys()
    assert all(seconds >= 0 for seconds in steps.values())
    assert register_build.rows(
        "select door, min(outcome) <> 'broken', count(*) > 20 from ops.check_results"
        " group by door order by 1"
    ) == [("delivery", True, True), ("marts", True, True)]
    untold = register_build.rows(
        "select rule from ops.check_results where door = 'delivery' and (why = '' or rule = '')"
    )
    assert untold == []


def test_the_tables_are_those_that_are_documented(register_build: Built) -> None:
    rows = register_build.rows(
        "select table_name, column_name, lower(data_type) from duckdb_columns()"
        " where schema_name = 'ops'"
    )
    assert set(rows) == {
        (table, column, kind)
        for table, (_, columns) in TABLES.items()
        for column, (kind, _) in columns.items()
    }


@pytest.mark.parametrize("how", ["longer", "newer"])
def test_a_file_that_changes_while_it_is_read_is_refused(how: str, tmp_path: Path) -> None:
    checked = check_delivery(write_delivery(register_tables(), tmp_path), "register")
    files = input_files(checked.found)
    hashes = files.hashes()
    assert len(files.rows("build", hashes, checked)) == len(hashes)
    file = tmp_path / "schools.csv"
    if how == "longer":
        file.write_bytes(file.read_bytes() + b"\n")
    else:
        os.utime(file, ns=(1, 1))
    with pytest.raises(BuildError, match=r"schools\.csv of table schools changed"):
        files.rows("build", hashes, checked)
