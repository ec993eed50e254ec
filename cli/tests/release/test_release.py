"""The command: what the folder of a release holds, and when there is none."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from helpers.running import Built, Shared, run_segmon
from segmon.audit import Breach
from segmon.build.folder import BuildFolder
from segmon.database import tables_of
from segmon.errors import ReleaseError, UsageError
from segmon.project import project_dir
from segmon.release import run
from segmon.release.hidden import KEY
from segmon.release.judge import hide_earlier
from segmon.release.limits import Profile
from segmon.release.options import ReleaseOptions
from segmon.release.reduced import PREFIX
from segmon.release.run import make_release
from segmon.synth import synthesise

pytestmark = pytest.mark.xdist_group("release")


@pytest.fixture(scope="module")
def warehouse(shared: Shared) -> Path:
    """A small invented country, built."""

    def make(folder: Path) -> None:
        synthesise(folder / "register", scale=0.01)
        made = run_segmon(
            *("build", "--input", folder / "register", "--layout", "register"),
            *("--warehouse", folder / "warehouse" / "segmon.duckdb"),
        )
        assert not made.returncode, made.stderr

    return shared("small_country", make) / "warehouse" / "segmon.duckdb"


@pytest.fixture(scope="module")
def released(shared: Shared, warehouse: Path) -> Path:
    """What leaves of it in profile `municipal`."""

    def make(folder: Path) -> None:
        made = run_segmon(
            *("release", "--profile", "municipal", "--out", folder / "release"),
            *("--warehouse", warehouse),
        )
        assert not made.returncode, made.stderr

    return shared("release", make) / "release"


@pytest.fixture
def marts(released: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(released / "segmon.duckdb"), read_only=True) as connection:
        yield connection


def test_the_folder_has_all_that_it_says(released: Path) -> None:
    about = json.loads((released / "release.json").read_text())
    assert about["audit"] == "passed"
    assert all((released / name).is_file() for name in about["files"])
    outputs = json.loads((released / "outputs.json").read_text())
    assert set(outputs["results"]) == set(about["files"])
    assert all((released / "checksums" / f"{name}.txt").is_file() for name in about["files"])
    assert not list(released.parent.glob(".segmon-*"))


def test_a_hidden_row_has_no_figure(marts: duckdb.DuckDBPyConnection) -> None:
    for table, figures in {
        "segregation_municipality": "value, n_pupils, n_first, n_middle, n_third",
        "group_distribution": "n_pupils, share, n_missing, missing_share",
        "category_contribution": "dissimilarity, counterfactual_dissimilarity, contribution",
        "pupils_to_move": "n_pupils, share_to_move",
    }.items():
        hidden, told = marts.execute(
            f"select count(*), count(coalesce({figures})) from marts.{table}"
            " where status = 'suppressed'"
        ).fetchall()[0]
        assert hidden
        assert not told


def test_what_is_shown_is_rounded(marts: duckdb.DuckDBPyConnection) -> None:
    assert marts.execute(
        "select count(*) from marts.segregation_all_en"
        " where n_pupils % 10 <> 0 or n_first % 10 <> 0 or value <> round(value, 2)"
    ).fetchone() == (0,)


def test_the_contract_is_that_of_the_warehouse(
    marts: duckdb.DuckDBPyConnection, warehouse: Path
) -> None:
    query = (
        "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where schema_name = 'marts' order by table_name, column_index"
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(query).fetchall() == marts.execute(query).fetchall()


def test_nothing_of_the_files_that_were_delivered_leaves(marts: duckdb.DuckDBPyConnection) -> None:
    for table in ("input_files", "rejected_rows", "check_results", "build_steps"):
        assert marts.execute(f"select count(*) from ops.{table}").fetchone() == (0,)
    assert marts.execute("select count(rows_read) from ops.build_manifest").fetchone() == (0,)
    assert marts.execute("select count(*) from marts.published_comparison").fetchone() == (0,)


def test_the_log_has_a_rule_for_each_block(released: Path) -> None:
    with (released / "log.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["rule"] for row in rows} <= {"R1", "R2", "R3", "A", "P", "S"}
    blocks = json.loads((released / "release.json").read_text())["blocks"]
    n_hidden = sum(n for of in blocks.values() for rule, n in of.items() if rule != "n_blocks")
    assert n_hidden == sum(row["characteristic"] != "all" for row in rows)


def test_the_report_says_once_what_the_sign_means(released: Path) -> None:
    page = (released / "report.nl.html").read_text()
    assert "verborgen om leerlingen en scholen te beschermen" in page


def test_the_same_warehouse_gives_the_same_bytes(
    released: Path, warehouse: Path, tmp_path: Path
) -> None:
    make_release(warehouse, ReleaseOptions(Profile.municipal, tmp_path / "again"))
    names = sorted(file.relative_to(released) for file in released.rglob("*") if file.is_file())
    assert not [
        str(name)
        for name in names
        if (released / name).read_bytes() != (tmp_path / "again" / name).read_bytes()
    ]


def test_what_was_in_memory_is_not_in_the_file(warehouse: Path, tmp_path: Path) -> None:
    """Memory filled with other bytes leaves the same file: none of them is written."""
    with duckdb.connect(str(tmp_path / "judged.duckdb")) as judged:
        judged.execute(f"attach '{warehouse}' as warehouse (read_only)")
        judged.execute("create schema released")
        for mart in tables_of(judged, "warehouse", "marts"):
            judged.execute(f"create table released.{PREFIX}{mart} as from warehouse.marts.{mart}")
    files = []
    for n, memory in enumerate((("0", "zero:true"), ("90", "junk:true"), ("165", "junk:alloc"))):
        files.append(tmp_path / str(n) / "segmon.duckdb")
        files[n].parent.mkdir()
        code = "import sys; from pathlib import Path; from segmon.release.reduced import *"
        subprocess.run(
            [
                *(sys.executable, "-c", f"{code}; write_reduced(*map(Path, sys.argv[1:]))"),
                *(tmp_path / "judged.duckdb", warehouse, files[n]),
            ],
            env={**os.environ, "MALLOC_PERTURB_": memory[0], "DUCKDB_JE_MALLOC_CONF": memory[1]},
            check=True,
        )
    assert len({file.read_bytes() for file in files}) == 1


def test_a_public_source_hides_nothing_and_says_so(warehouse: Path, tmp_path: Path) -> None:
    options = ReleaseOptions(Profile.municipal, tmp_path / "public", is_public_source=True)
    about = make_release(warehouse, options).about
    assert about["is_public_source"] is True
    assert about["audit"] == "not needed: the source is public"
    assert not any(n for of in about["blocks"].values() for rule, n in of.items() if len(rule) < 3)


def test_what_the_release_before_hid_stays_hidden(
    released: Path, warehouse: Path, tmp_path: Path
) -> None:
    """As if corrections had made a class of municipalities in the release before large enough."""
    before = tmp_path / "before"
    shutil.copytree(released, before)
    block = ["2022-2023", "po", "income", "urbanity", "3", "all", "all"]
    with (before / "log.csv").open("a", newline="") as lines:
        lines.write(",".join(["R1", *block]) + "\n")
    options = ReleaseOptions(Profile.municipal, tmp_path / "release", previous=before)
    make_release(warehouse, options)
    with (tmp_path / "release" / "log.csv").open(newline="") as lines:
        rules = {tuple(key): rule for rule, *key in csv.reader(lines)}
    assert rules[tuple(block)] == "P"
    with (released / "log.csv").open(newline="") as lines:
        assert {tuple(key) for _, *key in csv.reader(lines)} < rules.keys()


def test_what_the_release_before_gives_away_stops_nothing(
    released: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known blocks are hidden, and then nothing can be done about them; what is new stops all."""
    area = ("2022-2023", "po", "income", "urbanity", "3", "all", "all")
    known = replace(Breach.of_block("compositions", "previous", area, "it is"), is_known=True)
    new = replace(known, block=("no", "block"), is_known=False)
    out = tmp_path / "release"
    options = ReleaseOptions(Profile.national, out, previous=released)
    monkeypatch.setattr(run, "attack", lambda *_: [known, new])
    with pytest.raises(ReleaseError) as refused:
        make_release(warehouse, options)
    assert refused.value.breaches == (new,)
    monkeypatch.setattr(run, "attack", lambda *_: [known])
    made = make_release(warehouse, options)
    assert list(made.known) == [known]
    assert (made.about["n_attacks"], made.about["n_given_away_before"]) == (2, 1)
    assert ",".join(["A", *area]) in (out / "log.csv").read_text().splitlines()


@pytest.mark.nightly
def test_what_a_release_of_weaker_limits_gave_away_is_told(
    released: Path, warehouse: Path, tmp_path: Path
) -> None:
    weaker = {"min_schools": 2, "min_candidates": 1, "min_range": 0}
    before, now = tmp_path / "before", tmp_path / "now"
    make_release(warehouse, ReleaseOptions(Profile.municipal, before, limits=weaker))
    made = run_segmon(
        *("release", "--profile", "municipal", "--previous", before, "--out", now),
        *("--warehouse", warehouse),
    )
    assert not made.returncode, made.stderr
    _, said = made.stdout.split("known   the release before gives away by itself:\n")
    assert "a number of pupils of one of its 2 schools follows" in said
    assert json.loads((now / "release.json").read_text())["n_given_away_before"] > 0
    # what it gave away makes no other block hidden
    keys = [
        {tuple(row[1:]) for row in csv.reader((folder / "log.csv").read_text().splitlines())}
        for folder in (released, now)
    ]
    assert keys[0] == keys[1]


def scratch_of_release(connection: duckdb.DuckDBPyConnection) -> None:
    """What a decision leaves, without blocks."""
    columns = ", ".join(f"{column} text" for column in KEY)
    connection.execute(
        "create schema release; create schema audit;"
        " create table audit.also_hidden (block_id text, rule_code text);"
        f" create table release.release_hidden (block_id text, {columns},"
        " is_shown_kind boolean, is_hidden boolean)"
    )


def test_a_release_that_hid_nothing_hides_nothing_in_the_next(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(",".join(["rule", *KEY]) + "\n")
    with duckdb.connect() as connection:
        scratch_of_release(connection)
        assert hide_earlier(connection, log) == 0


@pytest.mark.parametrize("text", ["", "rule,area_code\nR1,1\n", "\x00\x01\n"])
def test_a_log_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(text)
    with duckdb.connect() as connection:
        scratch_of_release(connection)
        with pytest.raises(UsageError, match=r"log\.csv is not the log of a release: .+"):
            hide_earlier(connection, log)


def test_what_the_audit_goes_on_finding_is_not_released(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breach = Breach("a trick", "segregation_change", "a cell", "it can be found out")
    monkeypatch.setattr(run, "attack", lambda *_: [breach])
    with pytest.raises(ReleaseError, match="segregation_change, a cell: it can be found out"):
        make_release(warehouse, ReleaseOptions(Profile.national, tmp_path / "release"))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_stays_as_it_is(released: Path, warehouse: Path) -> None:
    said = run_segmon("release", "--out", released, "--warehouse", warehouse)
    assert said.returncode == 2
    assert "a release is a new folder" in said.stderr


def test_without_the_school_counts_nothing_leaves(register_build: Built, tmp_path: Path) -> None:
    copy = tmp_path / "segmon.duckdb"
    copy.write_bytes(register_build.warehouse.read_bytes())
    said = run_segmon("release", "--out", tmp_path / "release", "--warehouse", copy)
    assert said.returncode == 2
    assert "which schools are behind a figure is not known" in said.stderr
    assert not BuildFolder(copy).path.exists()


def test_the_models_of_a_release_are_no_part_of_a_build() -> None:
    project = (project_dir() / "dbt_project.yml").read_text()
    assert "release:\n      +enabled" in project
