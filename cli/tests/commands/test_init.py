"""A delivery to start from passes every check and builds as it is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from conftest import Segmon, build_delivery
from segmon.delivery.example import write_example
from segmon.delivery.layouts import LAYOUTS
from segmon.errors import UsageError

STARTED = [name for name, layout in LAYOUTS.items() if not layout.is_published]


@pytest.mark.parametrize("layout", STARTED)
def test_the_files_are_written(layout: str, segmon: Segmon, tmp_path: Path) -> None:
    run = segmon("init", "my delivery", "--layout", layout, "--json")
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    tables = LAYOUTS[layout].tables
    names = [*(f"{table.name}.csv" for table in tables), "README.md"]
    assert said["files"] == [str(Path("my delivery") / name) for name in names]
    for table in tables:
        with (tmp_path / "my delivery" / f"{table.name}.csv").open(encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        assert header == list(table.column_names)
        assert len(rows) == len(table.example_rows)
    assert said["next"] == f"segmon check --input 'my delivery' --layout {layout}"


@pytest.mark.parametrize("layout", STARTED)
def test_the_readme_says_what_to_run_and_what_the_columns_are(layout: str, tmp_path: Path) -> None:
    write_example(tmp_path / "new", layout)
    readme = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    for command in ("check", "build"):
        assert f"segmon {command} --input {tmp_path / 'new'} --layout {layout}\n" in readme
    for table in LAYOUTS[layout].tables:
        assert f"## {table.name}.csv\n" in readme
        for column in table.columns:
            assert f"| `{column.name}` | {column.rule.type} |" in readme
            assert column.meaning in readme


@pytest.mark.parametrize("layout", ["register", pytest.param("counts", marks=pytest.mark.nightly)])
def test_the_files_pass_every_check_and_build_as_they_are(layout: str, tmp_path: Path) -> None:
    write_example(tmp_path / "new", layout)
    built = build_delivery(tmp_path / "new", layout, tmp_path / "warehouse" / "segmon.duckdb")
    rows = built.rows(
        "select sector, status from marts.segregation_national"
        " where characteristic = 'income' and index_code = 'dissimilarity' order by sector"
    )
    assert rows == [("po", "ok"), ("vo", "ok")]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    assert write_example(tmp_path, "counts")


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_a_place_that_is_taken_is_refused(taken: str, segmon: Segmon, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "pupils.csv").write_text("mine")
    run = segmon("init", taken, "--layout", "register")
    assert run.returncode == 2
    assert f"{taken} exists and is not an empty folder" in run.stderr
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["pupils.csv"]


@pytest.mark.parametrize(
    ("layout", "what"),
    [
        ("duo", "DUO's open files, exactly as published"),
        ("cbs", "the microdata of Statistics Netherlands, exactly as delivered"),
    ],
)
def test_a_layout_that_is_read_as_published_is_refused(
    layout: str, what: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=f"layout {layout} needs no example: deliver {what}"):
        write_example(tmp_path / "new", layout)
    assert not (tmp_path / "new").exists()
