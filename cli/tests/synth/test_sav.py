"""Writing .sav: what readers of others' making read, and the bytes of the compressed form."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import numpy as np
import pytest

from segmon.synth.microdata.sav import SavWriter, Variable, write_all

polars_readstat = pytest.importorskip("polars_readstat")

VARIABLES = (
    Variable("RINPERSOON", 9),
    Variable("Grade", 2, {"10": "leerjaar É"}),
    Variable("income", labels={-2: "institutional", 1: "lowest"}),
    Variable("PLACE", 40),
)
TEXTS = ["001234567", "---------", "", "999999999"]
GRADES = [" 8", "10", "", " 1"]
INCOMES = [-2.0, 0.5, float("nan"), 9_999_999_999.0]
PLACES = ["Súdwâld", "", "x" * 40, "Dorp"]


def records(first: int, last: int) -> list[str]:
    columns = zip(TEXTS, GRADES, PLACES, strict=True)
    return [f"{text:16}{grade:8}{place:40}" for text, grade, place in columns][first:last]


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "file.sav"
    incomes = np.array(INCOMES)
    # parts that are no multiple of eight cells
    parts = [(records(0, 1), [incomes[:1]]), (records(1, 4), [incomes[1:]])]
    assert write_all(file, VARIABLES, parts) == 4
    read = polars_readstat.read_readstat(file, preserve_order=True)
    assert read.columns == ["RINPERSOON", "Grade", "income", "PLACE"]
    assert [text or "" for text in read["RINPERSOON"]] == TEXTS
    assert [text or "" for text in read["Grade"]] == GRADES
    assert read["income"].to_list() == [-2.0, 0.5, None, 9_999_999_999.0]
    assert [text or "" for text in read["PLACE"]] == PLACES


def test_values_have_labels(tmp_path: Path) -> None:
    file = tmp_path / "file.sav"
    write_all(file, VARIABLES, [(records(0, 4), [np.array(INCOMES)])])
    read = polars_readstat.read_readstat(file, value_labels_as_strings=True, preserve_order=True)
    assert read["Grade"].to_list()[:2] == [" 8", "leerjaar É"]
    assert read["income"].to_list()[0] == "institutional"


def test_an_empty_file_has_its_columns(tmp_path: Path) -> None:
    assert write_all(tmp_path / "file.sav", VARIABLES, []) == 0
    read = polars_readstat.read_readstat(tmp_path / "file.sav")
    assert (read.height, read.columns[0]) == (0, "RINPERSOON")


def test_bytes_of_the_compressed_form_worked_out_by_hand() -> None:
    """Two rows of four cells: eight codes, then the cells that have none."""
    file = io.BytesIO()
    writer = SavWriter(file, (Variable("a", 9), Variable("b"), Variable("c")))
    start = file.tell()
    writer.write(
        ["123456789       ", " " * 16],
        [np.array([5.0, float("nan")]), np.array([0.5, -99.0])],
    )
    assert writer.close() == 2
    codes = bytes([253, 253, 105, 253, 254, 254, 255, 1])
    cells = b"12345678" + b"9       " + np.float64(0.5).tobytes()
    assert file.getvalue()[start:] == codes + cells


@pytest.mark.parametrize("number", [-100.0, -99.0, 0.0, 151.0, 152.0, -0.5, 1e300])
def test_every_number_comes_back(tmp_path: Path, number: float) -> None:
    parts: list[tuple[list[str], list[np.ndarray]]] = [([""] * 3, [np.array([number] * 3)])]
    write_all(tmp_path / "file.sav", (Variable("number"),), parts)
    assert polars_readstat.read_readstat(tmp_path / "file.sav")["number"].to_list() == [number] * 3


def test_files_in_both_formats_have_the_same_rows(microdata: Path) -> None:
    compared = 0
    for file in (microdata / "sav").rglob("*.*"):
        if file.suffix.lower() != ".sav":
            continue
        ending = ".PARQUET" if file.suffix.isupper() else ".parquet"
        other = microdata / "parquet" / file.relative_to(microdata / "sav").with_suffix(ending)
        read = polars_readstat.read_readstat(file, preserve_order=True)
        with duckdb.connect() as connection:
            result = connection.execute(f"from read_parquet('{other}')")
            names = [column[0] for column in result.description]
            expected = result.fetchnumpy()
        assert read.columns == names
        for name in names:
            values = ["" if value is None else value for value in read[name].to_list()]
            # blanks at the end are no part of a text in this format
            wanted = [v.rstrip() if isinstance(v, str) else v for v in expected[name].tolist()]
            assert values == ["" if value is None else value for value in wanted], (file.name, name)
        compared += 1
    assert compared == 35
