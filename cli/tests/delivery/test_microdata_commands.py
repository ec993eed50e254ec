"""Commands on a delivery of microdata: several folders, which file serves what, nothing left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.cbs import cbs_files, write_cbs
from helpers.running import Segmon
from segmon.private import PREFIX

LAYOUT = ("--layout", "cbs")


@pytest.fixture()
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
