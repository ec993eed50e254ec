"""A build whose pupils PostgreSQL checks and counts publishes what DuckDB's does."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from helpers.deliveries import counts_tables, register_tables, spoiled, write_delivery
from helpers.engines import load_postgres, settings_of
from helpers.running import Built, Segmon, build_up_to, left_beside
from helpers.yearly import FIRST, SECOND, Yearly, copy_warehouse
from segmon.engines.scratch import prefix_of


def ask(environment: Mapping[str, str], *queries: str) -> list[tuple[Any, ...]]:
    """The rows of the last of some queries."""
    with closing(psycopg2.connect(**settings_of(environment))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query)
            return cursor.fetchall() if cursor.description else []


def schemas(environment: Mapping[str, str]) -> set[str]:
    """The schemas of a database, but for those of the server."""
    found = ask(environment, "select nspname from pg_namespace where nspname !~ '^(pg_|inform)'")
    return {name for (name,) in found}


def same_but_builds(one: Built, other: Built) -> bool:
    """Whether two builds have the same marts, and judged the same."""
    judged = (
        "select door, table_name, column_name, rule, severity, outcome, n_rows, observed, accepted"
        " from ops.check_results order by all"
    )
    return one.export() == other.export() and one.rows(judged) == other.rows(judged)


def test_files_are_loaded_counted_and_gone(
    segmon: Segmon,
    postgres: dict[str, str],
    register_build: Built,
    yearly: Yearly,
    tmp_path: Path,
) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    built = Built(tmp_path / "warehouse" / "segmon.duckdb")
    command = ("build", "--layout", "register", "--target", "postgres")
    place = ("--warehouse", built.warehouse)
    run = segmon(*command, "--input", delivery, *place, "--json", env=postgres)
    assert run.returncode == 0, run.stderr
    assert same_but_builds(built, register_build)
    assert built.rows("select engine from ops.build_manifest") == [("postgres",)]
    assert left_beside(built.warehouse) == {"lock", "store"}
    assert schemas(postgres) == {"public"}
    files = "select file_name, n_bytes, sha256, rows_read from ops.input_files order by all"
    assert built.rows(files) == register_build.rows(files)

    # one year more, while the other one is kept as DuckDB published it
    copied = Built(copy_warehouse(register_build.warehouse, tmp_path / "copied"))
    one_year = ("--input", yearly.delivery("changed"), "--school-year", SECOND)
    run = segmon(*command, *one_year, "--warehouse", copied.warehouse, env=postgres)
    assert run.returncode == 0, run.stderr
    assert copied.export() == yearly.after("changed").export()
    assert copied.rows("select engine from ops.build_manifest order by 1") == [
        ("duckdb",),
        ("postgres",),
    ]


#: The hand-made delivery as a database may have it: other types, names and further columns.
AS_OTHERS_HAVE_IT = """
    create table raw.pupils as select
        cast(school_year as char(9)) as "School_Year",
        cast(sector as varchar(10)) as sector,
        pupil_id,
        school_id,
        cast(grade as smallint) as grade,
        cast(income_percentile as numeric) as income_percentile,
        -- an unknown value may be an empty text
        coalesce(education_parent_1, '') as education_parent_1,
        education_parent_2,
        birth_country_parent_1,
        birth_country_parent_2,
        now() as loaded_at
    from loaded.pupils
"""


def test_tables_stay_where_they_are(
    segmon: Segmon, postgres: dict[str, str], register_build: Built, tmp_path: Path
) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    load_postgres(delivery, "register", postgres, "loaded")
    ask(
        postgres,
        "create schema raw",
        AS_OTHERS_HAVE_IT,
        "create view raw.schools as select * from loaded.schools",
        "create table raw.municipalities as select * from loaded.municipalities",
        "drop role if exists counting",
        "create role counting login",
        "grant usage on schema raw to counting",
        "grant select on all tables in schema raw to counting",
        f"grant create on database {postgres['PGDATABASE']} to counting",
    )
    built = Built(tmp_path / "warehouse" / "segmon.duckdb")
    run = segmon(
        *("build", "--layout", "register", "--target", "postgres", "--source", "raw"),
        *("--warehouse", built.warehouse),
        env={**postgres, "PGUSER": "counting"},
    )
    assert run.returncode == 0, run.stderr
    assert "schema raw of postgres" in run.stdout
    assert built.export() == register_build.export()
    assert schemas(postgres) == {"public", "raw", "loaded"}
    read = built.rows("select table_name, file_name, rows_read from ops.input_files order by all")
    pupils = len(register_tables()["pupils"])
    assert ("pupils", "raw.pupils", pupils) in read
    assert len(read) == 3

    run = segmon(
        *("build", "--layout", "counts", "--target", "postgres", "--source", "raw"),
        *("--warehouse", built.warehouse),
        env=postgres,
    )
    assert run.returncode == 1
    assert "schema raw of postgres has no table school_counts of layout counts" in run.stderr
    assert "it has municipalities, pupils, schools" in run.stderr


@pytest.mark.nightly
def test_suppressed_counts(segmon: Segmon, postgres: dict[str, str], tmp_path: Path) -> None:
    tables = spoiled(counts_tables(), "school_counts", "n_pupils", "<5", 0, 3)
    delivery = write_delivery(tables, tmp_path / "delivery")
    builds = []
    for target in ("duckdb", "postgres"):
        built = Built(tmp_path / target / "segmon.duckdb")
        run = segmon(
            *("build", "--input", delivery, "--layout", "counts", "--target", target),
            *("--warehouse", built.warehouse),
            env=postgres,
        )
        assert run.returncode == 0, run.stderr
        builds.append(built)
    assert same_but_builds(*builds)


def test_a_broken_rule_publishes_nothing(
    segmon: Segmon, postgres: dict[str, str], tmp_path: Path
) -> None:
    tables = spoiled(register_tables(), "pupils", "birth_country_parent_1", "Nederland", 0)
    delivery = write_delivery(tables, tmp_path / "delivery")
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    command = ("build", "--input", delivery, "--layout", "register", "--target", "postgres")
    run = segmon(*command, "--warehouse", warehouse, env=postgres)
    assert run.returncode == 1
    assert "pupils.birth_country_parent_1 (pupils.csv): each value is a country code" in run.stderr
    assert "broken by 1 row; for example Nederland" in run.stderr
    assert not warehouse.exists()
    assert schemas(postgres) == {"public"}


@pytest.mark.nightly
def test_a_build_that_was_killed_leaves_nothing_to_the_next(
    segmon: Segmon, postgres: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    for name, value in postgres.items():
        monkeypatch.setenv(name, value)
    started = build_up_to(
        "the delivery meets", warehouse, "--input", delivery, "--target", "postgres"
    )
    started.send_signal(signal.SIGKILL)
    started.communicate()
    left = schemas(postgres) - {"public"}
    assert left
    assert all(name.startswith(prefix_of(warehouse)) for name in left)
    # those of other warehouses and of other people stay
    others = {"segmon_marts", f"{prefix_of(tmp_path / 'other.duckdb')}delivery"}
    ask(postgres, *(f"create schema {name}" for name in others))
    command = ("build", "--layout", "register", "--target", "postgres", "--warehouse", warehouse)
    assert segmon(*command, "--input", delivery, env=postgres).returncode == 0
    assert schemas(postgres) == {"public", *others}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--source", "raw"], "--source names a schema of another engine"),
        (["--source", "raw", "--target", "postgres", "--input", "."], "not with both"),
        (["--target", "postgres"], "not with both"),
        (
            ["--target", "postgres", "--source", "raw", "--max-rejected", "3"],
            "--max-rejected needs the file and the number of a row, which postgres does not have",
        ),
    ],
)
def test_what_does_not_go_together(
    options: list[str], said: str, segmon: Segmon, postgres: dict[str, str]
) -> None:
    run = segmon("build", "--layout", "register", *options, env=postgres)
    assert run.returncode == 2
    assert said in run.stderr


def test_no_server(segmon: Segmon, tmp_path: Path) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    run = segmon(
        *("build", "--input", delivery, "--layout", "register", "--target", "postgres"),
        env={"PGHOST": "127.0.0.1", "PGPORT": "1"},
    )
    assert run.returncode == 3
    assert "PostgreSQL at 127.0.0.1:1 cannot be reached" in run.stderr
    assert FIRST not in run.stdout
