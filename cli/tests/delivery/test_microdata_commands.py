"""Commands on a delivery of microdata: several folders, which file serves what, nothing left."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from helpers.cbs import cbs_files, write_cbs
from helpers.running import COMMAND, Segmon, wait_until
from segmon.files import UNFINISHED
from segmon.private import PREFIX

LAYOUT = ("--layout", "cbs")


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the system for temporary files, in which nothing may stay."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_check_says_which_file_serves_which_school_year(
    tmp_path: Path, temp: Path, segmon: Segmon
) -> None:
    files = cbs_files()
    inner = {name: rows for name, rows in files.items() if "/" in name}
    outer = {name: rows for name, rows in files.items() if "/" not in name}
    folders = [write_cbs(tmp_path / "g", inner), write_cbs(tmp_path / "h", outer)]
    inputs = [text for folder in folders for text in ("--input", str(folder))]
    done = segmon("check", *LAYOUT, *inputs)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    served = [line.split() for line in lines if line.startswith("serves ")]
    assert len(served) == 2 * 13
    assert [
        "serves",
        "2022-2023",
        "cbs_parents",
        f"g/{next(n for n in inner if 'KIND' in n)}.sav",
    ] in (served)
    assert ["serves", "2022-2023", "cbs_school_register", "h/schools_register.sav"] in served
    assert ["serves", "2022-2023", "cbs_route_distances", "–"] in served
    assert "notice  no route_distances: distances are straight lines" in lines
    as_json = segmon("check", *LAYOUT, *inputs, "--json")
    serving = json.loads(as_json.stdout)["serving"]
    assert len(serving) == 2 * 12
    assert serving[0] == {
        "table_name": "cbs_primary_enrolments",
        "school_year": "2022-2023",
        "file_year": "2022",
        "file": "g/Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2.sav",
    }
    assert list(temp.iterdir()) == []


def test_a_refused_delivery_leaves_nothing(tmp_path: Path, temp: Path, segmon: Segmon) -> None:
    files = cbs_files()
    persons = files["Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"]
    persons["GBAGEBOORTELAND"] = "Nederland"
    done = segmon("check", *LAYOUT, "--input", str(write_cbs(tmp_path / "g", files)))
    assert done.returncode == 1
    assert "cbs_persons.gbageboorteland" in done.stderr
    assert "0000002" not in done.stderr
    assert list(temp.glob(f"{PREFIX}*")) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--max-rejected", "1"], "--max-rejected does not go with layout cbs"),
        (["--target", "postgres"], "--target postgres does not go with layout cbs"),
    ],
)
def test_a_build_refuses_what_does_not_go_with_microdata(
    options: list[str], said: str, tmp_path: Path, segmon: Segmon
) -> None:
    done = segmon("build", *LAYOUT, "--input", str(write_cbs(tmp_path / "g")), *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_other_layouts_are_one_folder(tmp_path: Path, segmon: Segmon) -> None:
    inputs = ["--input", str(tmp_path), "--input", str(tmp_path)]
    for command in ("check", "build"):
        done = segmon(command, "--layout", "register", *inputs)
        assert done.returncode == 2
        assert "a delivery of layout register is one folder, and --input names 2" in done.stderr


def everywhere(*folders: Path) -> Iterator[bytes]:
    """The content of every file in some folders."""
    for folder in folders:
        for file in filter(Path.is_file, folder.rglob("*")):
            yield file.read_bytes()


def test_a_signal_ends_the_reading_of_a_file_at_once(tmp_path: Path, temp: Path) -> None:
    files = cbs_files()
    members = "InkomenBestedingen/KOPPELPERSOONHUISHOUDEN2022"
    numbers = [f"{i:09d}" for i in range(1_000_000)]
    files[members] = pd.DataFrame(dict.fromkeys(files[members], numbers))
    folder = write_cbs(tmp_path / "g", files)
    process = subprocess.Popen(
        [COMMAND, "check", *LAYOUT, "--input", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def is_reading() -> bool:
        assert process.poll() is None
        partial = temp.glob(f"{PREFIX}*/{UNFINISHED}")
        return any(file.stat().st_size > 1_000_000 for file in partial if file.exists())

    wait_until(is_reading)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (143, "error: stopped before it was done\n")
    assert list(temp.iterdir()) == []


def test_a_refused_build_leaves_nobody(tmp_path: Path, temp: Path, segmon: Segmon) -> None:
    files = cbs_files()
    files["Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"]["GBAGEBOORTELAND"] = "Nederland"
    folder = write_cbs(tmp_path / "g", files)
    warehouse = tmp_path / "w" / "segmon.duckdb"
    done = segmon("build", *LAYOUT, "--input", folder, "--warehouse", warehouse)
    assert done.returncode == 1
    assert "nothing was published" in done.stderr
    left = list(everywhere(warehouse.parent, temp))
    assert left and not any(b"0000002" in content for content in left)


def test_dbt_by_hand_leaves_nobody(tmp_path: Path, temp: Path, segmon: Segmon) -> None:
    # a number that no text of the project has
    files = {name: rows.replace("000000201", "918273645") for name, rows in cbs_files().items()}
    load = ["--input", write_cbs(tmp_path / "g", files), *LAYOUT]
    here = tmp_path / "here"
    here.mkdir()
    done = segmon("dbt", *load, "--", "run", "-s", "+stg_cbs__pupils", cwd=here)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(temp.iterdir()) == []
    left = list(everywhere(here))
    assert left and not any(b"918273645" in content for content in left)
    done = segmon("dbt", *load, cwd=here)
    assert done.returncode == 2
    assert "is loaded for one command only: say what dbt does" in done.stderr
    done = segmon("dbt", *load, "--target", "postgres", "--", "build", cwd=here)
    assert (done.returncode, "into DuckDB, not into postgres" in done.stderr) == (2, True)


@pytest.mark.nightly
def test_a_file_that_was_named_for_dbt_knows_that_its_rows_are_gone(
    tmp_path: Path, segmon: Segmon
) -> None:
    database = tmp_path / "mine.duckdb"
    load = ["--input", write_cbs(tmp_path / "g"), *LAYOUT, "--database", database]
    assert segmon("dbt", *load).returncode == 0
    done = segmon("dbt", "--database", database, "--", "run", "-s", "stg_cbs__parents")
    assert done.returncode == 2
    assert "is gone, as it was read from files of a statistics program" in done.stderr
    # what is read where it is stays
    folder = write_cbs(tmp_path / "h", ending=lambda name: ".parquet")
    assert segmon("dbt", "--input", folder, *LAYOUT, "--database", database).returncode == 0
    done = segmon("dbt", "--database", database, "--", "run", "-s", "stg_cbs__parents")
    assert done.returncode == 0, done.stdout + done.stderr
