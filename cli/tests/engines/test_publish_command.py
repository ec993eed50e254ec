"""`segmon publish` and `segmon build --publish-to`: what they say, and how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.deliveries import counts_tables
from helpers.publishing import ask, rows_of, rows_there
from helpers.running import Built, Deliver, Segmon

TELLING = "geheim-Ω'\\9 7"
NO_SERVER = {"PGHOST": "127.0.0.1", "PGPORT": "1", "PGUSER": "me", "PGPASSWORD": TELLING}


@pytest.fixture
def shell(postgres: dict[str, str]) -> dict[str, str]:
    """The environment of a database; a server that trusts everybody reads no password."""
    return {**postgres, "PGPASSWORD": TELLING}


def test_the_command_says_what_it_copied(
    register_build: Built, shell: dict[str, str], segmon: Segmon
) -> None:
    options = ("publish", "--to", "postgres", "--warehouse", register_build.warehouse)
    run = segmon(*options, "--schema-prefix", "p_", env=shell)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    (line,) = run.stdout.splitlines()
    ((build_id,),) = register_build.rows("select build_id from ops.build_manifest")
    assert line.startswith(f"copied  build {build_id} to database {shell['PGDATABASE']} at 127.0.")
    assert ", p_marts.segregation_national " in line
    run = segmon(*options, "--json", "--reader", "p_reader", env=shell)
    said = json.loads(run.stdout)
    expected = {name: len(rows) for name, rows in rows_of(register_build.warehouse).items()}
    assert said["tables"] == expected
    assert (said["engine"], said["build_id"], said["warnings"]) == ("postgres", build_id, [])
    assert TELLING not in run.stdout
    assert segmon(*options, "--quiet", env=shell).stdout == ""
    ask(shell, "drop owned by p_reader; drop role p_reader")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--to", "postgres"), 3, "PostgreSQL at 127.0.0.1:1 cannot be reached"),
        (("--to", "postgres", "--schema-prefix", "A"), 2, "cannot begin the name of a schema"),
        (("--to", "postgres", "--warehouse", "nothing.duckdb"), 2, "there is no warehouse at"),
        (("--to", "postgres", "--profiles-dir", "."), 3, "is not there or has no profile"),
        (("--to", "mysql"), 2, "'mysql'"),
    ],
)
def test_what_is_refused(
    options: tuple[str, ...], code: int, said: str, register_build: Built, segmon: Segmon
) -> None:
    run = segmon(
        *("publish", *options),
        env={"SEGMON_WAREHOUSE": str(register_build.warehouse), **NO_SERVER},
    )
    assert run.returncode == code
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_no_password_is_shown(register_build: Built, segmon: Segmon) -> None:
    options = ("--warehouse", str(register_build.warehouse), "--json")
    run = segmon("--debug", "publish", "--to", "postgres", *options, env=NO_SERVER)
    assert run.returncode == 3
    assert "Traceback" in run.stderr
    assert json.loads(run.stdout)["exit_code"] == 3
    assert TELLING not in run.stdout + run.stderr
    assert TELLING not in json.loads(run.stdout)["error"]


def test_a_build_is_published_there_as_well(
    deliver: Deliver, shell: dict[str, str], segmon: Segmon, tmp_path: Path
) -> None:
    """And one whose copy fails is published all the same, and says so."""
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    options = ("build", "--input", deliver(counts_tables()), "--layout", "counts")
    run = segmon(*options, "--publish-to", "postgres", "--json", env=shell)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["published_to"]["build_id"] == said["build_id"]
    assert said["published_to"]["tables"]["marts.data_coverage"] == said["marts"]["data_coverage"]
    assert rows_there(shell) == rows_of(warehouse)

    ask(shell, "alter table marts.data_coverage add column mine int")
    before = rows_there(shell)
    run = segmon(*options, "--publish-to", "postgres", "--json", env=shell)
    assert run.returncode == 3
    error = json.loads(run.stdout)["error"]
    ((build_id,),) = Built(warehouse).rows(
        "select build_id from ops.build_manifest where is_current"
    )
    assert build_id != said["build_id"]
    assert error.startswith(f"build {build_id} is published in {warehouse}, but not in postgres: ")
    assert "has a column mine" in error
    assert "`segmon publish --to postgres` tries it again" in error
    assert rows_there(shell) == before
    for log in warehouse.with_name("segmon.builds").glob("*.log"):
        assert TELLING not in log.read_text()


@pytest.mark.parametrize("reason", ["no server", "no right"])
def test_a_build_that_cannot_be_published_there_does_not_begin(
    reason: str, deliver: Deliver, shell: dict[str, str], segmon: Segmon, tmp_path: Path
) -> None:
    if reason == "no right":
        user = f"nobody_{shell['PGDATABASE']}"
        ask(shell, f"create role {user} login")
        environment = {**shell, "PGUSER": user}
        said = "may not create schema marts"
    else:
        environment, said = NO_SERVER, "cannot be reached"
    delivery = deliver(counts_tables())
    (delivery / "schools.csv").write_text("not looked at")
    options = ("build", "--input", delivery, "--layout", "counts", "--publish-to", "postgres")
    run = segmon(*options, env=environment)
    assert run.returncode == 3
    assert said in run.stderr
    assert not (tmp_path / "warehouse").exists()


@pytest.mark.nightly
def test_to_try_changes_nothing(
    register_build: Built, deliver: Deliver, shell: dict[str, str], segmon: Segmon
) -> None:
    delivery = deliver(counts_tables())
    shutil.rmtree(delivery)
    options = ("build", "--input", delivery, "--layout", "counts", "--publish-to", "postgres")
    assert segmon(*options, env=shell).returncode == 2
    assert ask(shell, "select count(*) from pg_namespace where nspname = 'marts'") == [(0,)]
    # marts of somebody else
    publish = ("publish", "--to", "postgres", "--warehouse", register_build.warehouse)
    assert segmon(*publish, env=shell).returncode == 0
    user = f"other_{shell['PGDATABASE']}"
    ask(shell, f"create role {user} login; grant usage, create on schema marts, ops to {user}")
    run = segmon(*options, env={**shell, "PGUSER": user})
    assert run.returncode == 3
    assert f"user {user} may not fill marts." in run.stderr
