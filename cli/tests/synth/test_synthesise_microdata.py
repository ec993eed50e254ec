"""Asking for synthetic microdata: what is refused, what is replaced, and what is the same twice."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from segmon.errors import SegmonError, UsageError
from segmon.synth import arguments, synthesise
from segmon.synth.microdata import delivery

SMALL: dict[str, Any] = {
    "layout": "cbs",
    "scale": 0.001,
    "school_years": ["2018-2019"],
    "file_format": "sav",
}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"layout": "duo"}, "the layout is one of register, cbs; got 'duo'"),
        ({"layout": "cbs", "file_format": "dta"}, "the format is one of sav, parquet, csv"),
        ({"file_format": "csv"}, "are for --layout cbs"),
        ({"population": 1.0}, "are for --layout cbs"),
        ({"layout": "cbs", "population": -0.1}, "between 0 and 5"),
        ({"layout": "cbs", "population": 5.1}, "between 0 and 5"),
        ({"layout": "cbs", "population": float("nan")}, "between 0 and 5"),
        ({"layout": "cbs", "scale": 100.0}, "nine digits of RINPERSOON"),
    ],
)
def test_what_cannot_be_right_is_refused(
    tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        synthesise(tmp_path / "out", **options)
    assert not list(tmp_path.iterdir())


def test_the_same_options_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        synthesise(tmp_path / name, seed=seed, **SMALL)
    assert digests(tmp_path / "one") == digests(tmp_path / "again")
    same = set(digests(tmp_path / "one").items()) & set(digests(tmp_path / "other").items())
    assert {name for name, _ in same} <= {"synthetic.txt", "municipalities.csv"}


def test_rows_that_are_written_in_more_parts_are_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synthesise(tmp_path / "one", **SMALL)
    monkeypatch.setattr(delivery, "_ROWS_AT_ONCE", 1)
    synthesise(tmp_path / "more", **SMALL)
    assert digests(tmp_path / "more") == digests(tmp_path / "one")


def test_nothing_but_the_files_is_left(tmp_path: Path) -> None:
    made = synthesise(tmp_path / "out", **SMALL)
    files = {file for table in made.tables for file in table.files}
    found = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found - files == {tmp_path / "out" / "synthetic.txt"}
    assert files < found
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_replaces_synthetic_microdata(tmp_path: Path) -> None:
    out = tmp_path / "out"
    synthesise(out, **SMALL)
    before = digests(out)
    with pytest.raises(UsageError, match="not empty"):
        synthesise(out, seed=2, **SMALL)
    synthesise(out, seed=2, force=True, **SMALL)
    assert digests(out) != before
    synthesise(out, scale=0.001, school_years=["2018-2019"], force=True)
    assert (out / "schools.parquet").exists()
    assert not (out / "Onderwijs").exists()


def test_real_microdata_are_never_replaced(tmp_path: Path) -> None:
    """They have the same folders; only the file that says that nobody exists is missing."""
    out = tmp_path / "out"
    synthesise(out, **SMALL)
    (out / "synthetic.txt").unlink()
    with pytest.raises(UsageError, match="holds more than a register"):
        synthesise(out, force=True, **SMALL)
    assert (out / "Onderwijs").is_dir()


def test_synthetic_microdata_with_a_file_of_ones_own_are_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    synthesise(out, **SMALL)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        synthesise(out, force=True, **SMALL)
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError("disk full")])
def test_interruption_leaves_nothing_behind(tmp_path: Path, failure: BaseException) -> None:
    def stop(_: str, part: float) -> None:
        if part > 0.7:
            raise failure

    with pytest.raises((KeyboardInterrupt, SegmonError)):
        synthesise(tmp_path / "deep" / "out", progress=stop, **SMALL)
    assert not list((tmp_path / "deep").iterdir())


def test_too_little_disk_is_said_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 50_000_000})()
    monkeypatch.setattr(arguments.shutil, "disk_usage", lambda path: usage)
    synthesise(tmp_path / "register", scale=0.001)
    with pytest.raises(UsageError, match="microdata need about"):
        synthesise(tmp_path / "files", layout="cbs", scale=0.05)
    with pytest.raises(UsageError, match="microdata need about"):
        synthesise(tmp_path / "files", population=0.1, **SMALL)


def test_progress_rises_to_one_and_names_the_files(tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    synthesise(tmp_path / "out", progress=lambda *step: seen.append(step), **SMALL)
    parts = [part for _, part in seen]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert {"KINDOUDER2018TABV2", "INHA2018TABV2"} <= {step for step, _ in seen}


@pytest.mark.parametrize(
    ("table", "rows"),
    [("KINDOUDERTAB", 17_000), ("HOOGSTEOPLTAB", 11_500), ("GBAPERSOONTAB", 25_000)],
)
def test_the_population_files_are_as_long_as_asked_for(
    tmp_path: Path, table: str, rows: int
) -> None:
    options = SMALL | {"file_format": "parquet", "school_years": ["2022-2023"]}
    made = synthesise(tmp_path / "out", population=0.001, **options)
    (found,) = (made_table for made_table in made.tables if made_table.name == table)
    # an earlier version of some is a little more
    assert found.rows == pytest.approx(rows, rel=0.15)


def test_the_population_is_at_least_what_pupils_need(tmp_path: Path) -> None:
    options = SMALL | {"file_format": "parquet"}
    small = synthesise(tmp_path / "small", population=0.0, **options)
    tiny = synthesise(tmp_path / "tiny", population=0.000_01, **options)
    assert [table.rows for table in small.tables] == [table.rows for table in tiny.tables]


def test_files_as_csv_have_their_separators(tmp_path: Path) -> None:
    options = SMALL | {"file_format": "csv", "school_years": ["2022-2023", "2023-2024"]}
    synthesise(tmp_path / "out", **options)
    first = {
        file.name: file.read_text(encoding="utf-8").partition("\n")[0]
        for file in (tmp_path / "out").rglob("*.csv")
    }
    assert first["HOOGSTEOPL2022TABV2.csv"].startswith("RINPERSOONS,RINPERSOON,")
    assert first["HOOGSTEOPL2023TABV2.csv"].startswith("RINPERSOONS;RINPERSOON;")
    assert first["schools_register.csv"].startswith("JAAR;BRIN_crypt;")
    assert first["municipalities.csv"].startswith("school_year,municipality_code,")
