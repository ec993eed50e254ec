"""dbt by hand: what is loaded, what dbt is told, and what it leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import register_tables
from helpers.projects import copy_project
from helpers.publishing import connected
from helpers.running import COMMAND, PATIENCE, Built, Deliver, Segmon, run_segmon
from segmon.project import project_dir

EXAMPLES = project_dir() / "examples"
COUNTS = ("--input", EXAMPLES / "counts", "--layout", "counts")
LS = ("--", "ls", "--quiet", "--resource-type", "model", "--select")


@pytest.fixture(scope="module")
def loaded(shared: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder in which a delivery of layout counts, of another country, was loaded."""

    def make(folder: Path) -> None:
        done = run_segmon("dbt", *COUNTS, "--areas", "opaque", "--focus", "GM0363", cwd=folder)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "loaded" in done.stderr

    return shared("by_hand", make)


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


CHOSEN = "{{ [var('layout'), var('areas'), var('focus_cities'), var('few_schools')] }}"
INLINE = ("--", "compile", "--quiet", "--inline", CHOSEN)


@pytest.mark.parametrize(
    ("options", "vars_of_dbt", "expected"),
    [
        ((), (), "['counts', 'opaque', ['GM0363'], 2]"),
        (
            ("--layout", "duo", "--focus", "363"),
            ("--vars", "{areas: nl, few_schools: 5}"),
            "['duo', 'nl', ['363'], 5]",
        ),
    ],
    ids=["loaded", "named"],
)
def test_vars_of_dbt_go_before_what_is_named_and_that_before_what_is_loaded(
    options: tuple[str, ...], vars_of_dbt: tuple[str, ...], expected: str, loaded: Path
) -> None:
    done = run_segmon("dbt", *options, *INLINE, *vars_of_dbt, cwd=loaded)
    assert done.stdout.strip() == expected, done.stderr


def test_dbt_knows_the_models_of_the_layout_only(loaded: Path) -> None:
    done = run_segmon("dbt", *LS, "path:models/staging", cwd=loaded)
    names = [line.rpartition(".")[2] for line in done.stdout.splitlines()]
    assert "stg_counts__schools" in names
    assert not [name for name in names if "__" in name and not name.startswith("stg_counts__")]


def test_other_variables_of_dbt_are_the_users(loaded: Path, tmp_path: Path) -> None:
    elsewhere = {"DBT_PROJECT_DIR": str(tmp_path), "DBT_PROFILES_DIR": str(tmp_path)}
    env = {**elsewhere, "DBT_QUIET": "true"}
    done = run_segmon("dbt", "--", "ls", "--select", "stg_schools", cwd=loaded, env=env)
    assert done.stdout.splitlines()[-1] == "segmon.staging.stg_schools", done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_the_exit_code_is_that_of_dbt(loaded: Path) -> None:
    done = run_segmon("dbt", "--", "biuld", cwd=loaded)
    assert done.returncode == 2
    assert "No such command 'biuld'" in done.stderr
    done = run_segmon("dbt", "--", "run", "--select", "int_schools", cwd=loaded)
    assert done.returncode == 1
    assert "int_schools" in done.stdout


def test_dbt_by_hand_builds_what_a_build_does(
    tmp_path: Path, deliver: Deliver, segmon: Segmon, register_build: Built
) -> None:
    delivery = deliver(register_tables())
    load = ["--input", delivery.relative_to(tmp_path), "--layout", "register"]
    done = segmon("dbt", *load, "--", "build", "--select", "+segregation_national")
    assert done.returncode == 0, done.stdout + done.stderr
    database = tmp_path / "target" / "segmon.duckdb"
    query = "select * from marts.segregation_national order by all"
    assert rows(database, query) == register_build.rows(query)
    assert {path.name for path in tmp_path.iterdir()} == {"delivery", "target", "logs"}


def test_no_id_of_a_pupil_is_loaded(tmp_path: Path, segmon: Segmon) -> None:
    load = ["--input", EXAMPLES / "register", "--layout", "register"]
    assert segmon("dbt", *load, "--database", "mine/here.duckdb").returncode == 0
    database = tmp_path / "mine" / "here.duckdb"
    counted = "select count(*) > 0, count(pupil_id) from delivery.pupils"
    assert rows(database, counted) == [(True, 0)]
    assert database.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "target").exists()


def test_a_new_load_drops_what_was_made_of_the_old_one(tmp_path: Path, segmon: Segmon) -> None:
    database = tmp_path / "target" / "segmon.duckdb"
    database.parent.mkdir()
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.segregation_national as select 1 as old")
        connection.execute("create table my_own as select 2 as mine")
    assert segmon("dbt", *COUNTS).returncode == 0
    tables = "select schema_name || '.' || table_name from duckdb_tables()"
    assert {("main.my_own",), ("seeds.labels",)} <= set(rows(database, tables))
    assert ("marts.segregation_national",) not in rows(database, tables)


@pytest.mark.parametrize("focus", ["GM0363", "363"])
def test_a_focus_city_in_another_form_than_its_delivery(
    focus: str, tmp_path: Path, segmon: Segmon
) -> None:
    delivery = tmp_path / "delivery"
    shutil.copytree(EXAMPLES / "counts", delivery)
    for file in delivery.glob("*.csv"):
        file.write_text(file.read_text().replace("GM0", ""))
    done = segmon("dbt", "--input", delivery, "--layout", "counts", "--focus", focus)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("focus", ["GM9999", None])
def test_a_load_that_fails_leaves_the_database_as_it_was(
    focus: str | None, loaded: Path, tmp_path: Path, segmon: Segmon
) -> None:
    shutil.copytree(loaded / "target", tmp_path / "target")
    delivery = tmp_path / "delivery"
    shutil.copytree(EXAMPLES / "counts", delivery)
    if not focus:
        (delivery / "municipalities.csv").unlink()
    options = ["--focus", focus] if focus else []
    done = segmon("dbt", "--input", delivery, "--layout", "counts", *options, "--", "build")
    assert done.returncode == (2 if focus else 1)
    assert not done.stdout
    assert rows(tmp_path / "target" / "segmon.duckdb", "from delivery.loaded_vars") == rows(
        loaded / "target" / "segmon.duckdb", "from delivery.loaded_vars"
    )


@pytest.mark.nightly
def test_dbt_by_hand_on_postgres(segmon: Segmon, postgres: dict[str, str]) -> None:
    with connected(postgres) as connection, connection.cursor() as cursor:
        cursor.execute("create schema delivery")
        cursor.execute("create schema segmon_dbt_old")
        connection.commit()
        # the second load takes the place of the first
        for _ in range(2):
            done = segmon("dbt", *COUNTS, "--target", "postgres", env=postgres)
            assert done.returncode == 0, done.stderr
        command = ["--target", "postgres", "--", "build", "--select", "+stg_schools"]
        done = segmon("dbt", *command, env=postgres)
        assert done.returncode == 0, done.stdout + done.stderr
        cursor.execute("select count(*) from segmon_dbt_staging.stg_schools")
        assert cursor.fetchone() == (20,)
        cursor.execute("select nspname from pg_namespace where nspname !~ '^pg_' order by 1")
        assert [name for (name,) in cursor] == [
            *("delivery", "information_schema", "public"),
            *("segmon_dbt_delivery", "segmon_dbt_staging"),
        ]


def test_no_id_of_a_pupil_goes_to_postgres(segmon: Segmon, postgres: dict[str, str]) -> None:
    load = ["--input", EXAMPLES / "register", "--layout", "register", "--target", "postgres"]
    assert segmon("dbt", *load, env=postgres).returncode == 0
    with connected(postgres) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) > 0, count(pupil_id) from segmon_dbt_delivery.pupils")
        assert cursor.fetchone() == (True, 0)


def test_no_server_is_one_sentence(segmon: Segmon) -> None:
    env = {"PGHOST": "127.0.0.1", "PGPORT": "1", "PGPASSWORD": "a secret"}
    done = segmon("dbt", *COUNTS, "--target", "postgres", env=env)
    assert done.returncode == 3
    assert done.stderr.startswith("error: PostgreSQL at 127.0.0.1:1 cannot be reached")
    assert "secret" not in done.stderr


def test_a_published_warehouse_is_no_scratch_database(published: Path, segmon: Segmon) -> None:
    done = segmon("dbt", *COUNTS, "--database", published, "--", "build")
    assert done.returncode == 2
    assert f"{published} is a published warehouse" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what dbt does, such as: segmon dbt -- build"),
        (("--input", EXAMPLES / "counts"), "--input needs --layout"),
        (("--", "ls", "--vars", "[1]"), "--vars takes a mapping"),
        (("--", "ls", "--vars={"), "--vars takes a mapping"),
        ((*COUNTS, "--database", "no.duckdb"), "no.duckdb cannot be opened"),
        ((*COUNTS, "--database", "no.duckdb/x.duckdb"), "cannot write to no.duckdb/x.duckdb"),
    ],
    ids=str,
)
def test_wrong_usage(
    arguments: tuple[str | Path, ...], said: str, tmp_path: Path, segmon: Segmon
) -> None:
    (tmp_path / "no.duckdb").write_text("no database, but longer than nothing")
    done = segmon("dbt", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.nightly
def test_dbt_is_told_of_ctrl_c(tmp_path: Path) -> None:
    with subprocess.Popen(
        [COMMAND, "dbt", *COUNTS, "--", "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
    ) as process:
        assert process.stdout
        assert any("START sql" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()
        assert process.wait(PATIENCE) == 2
    assert "KeyboardInterrupt" in said
    assert "Completed" not in said


@pytest.mark.nightly
def test_plain_dbt_in_a_checkout(tmp_path: Path) -> None:
    """Without a delivery it says so in one sentence; with one it builds and tests everything."""
    project = copy_project(tmp_path / "project")
    program = COMMAND.with_name("dbt")

    def dbt(*arguments: str) -> subprocess.CompletedProcess[str]:
        left_out = ("SEGMON_", "DBT_")
        env = {name: v for name, v in os.environ.items() if not name.startswith(left_out)}
        command = [program, "--no-use-colors", *arguments]
        return subprocess.run(
            command, cwd=project, env=env, capture_output=True, text=True, check=False
        )

    empty = dbt("build")
    assert empty.returncode == 2
    advice = "segmon dbt --input FOLDER --layout register -- build"
    assert (
        empty.stdout.count(f"no delivery of layout register is loaded; load one with: {advice}")
        == 1
    )
    assert "ERROR" not in empty.stdout
    # nor is a delivery of another layout what the models read
    assert run_segmon("--project-dir", ".", "dbt", *COUNTS, cwd=project).returncode == 0
    assert "no delivery of layout register is loaded" in dbt("build").stdout
    # what reads no delivery needs none
    assert dbt("build", "--select", "path:tests/indices", "resource_type:seed").returncode == 0
    whole = dbt("build", "--vars", "{layout: counts}")
    assert whole.returncode == 0, whole.stdout
    assert "WARN=0 ERROR=0 SKIP=0" in whole.stdout
