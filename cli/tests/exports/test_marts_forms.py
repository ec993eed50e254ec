"""The marts as programs for spreadsheets read them: CSV in two dialects, and a workbook."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.exports import marts_xlsx
from segmon.exports.formats import CsvDialect, Decimal, MartsFormat, Separator
from segmon.exports.marts_files import WORKBOOK, write_marts
from segmon.exports.package.write import export_package
from segmon.published.warehouse import open_warehouse

DUTCH = CsvDialect(Decimal.comma, Separator.semicolon)


def test_csv_is_that_of_rfc_4180(register_build: Built) -> None:
    for content in register_build.export(MartsFormat.csv).values():
        text = content.decode("utf-8")
        assert text.endswith("\r\n")
        assert "\n" not in text.replace("\r\n", "")
        rows = list(csv.reader(text.split("\r\n")[:-1], strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}


def test_csv_for_dutch_excel_has_the_same_values(register_build: Built, tmp_path: Path) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        files = write_marts(connection, MartsFormat.csv, tmp_path, DUTCH)
    n_commas = 0
    for name, file in files.items():
        content = file.read_bytes()
        # by this Excel knows that it is UTF-8
        assert content.startswith(b"\xef\xbb\xbf")
        n_commas += content.count(b";0,")
        types = dict(
            register_build.rows(f"select column_name, column_type from (describe marts.{name})")
        )
        with duckdb.connect() as connection:
            found = connection.execute(
                f"select * from read_csv('{file}', delim = ';', decimal_separator = ',',"
                f" types = {types}) order by all"
            ).fetchall()
        assert found == register_build.rows(f"select * from marts.{name} order by all")
    assert n_commas > 100


def test_a_package_says_how_its_csv_is_written(register_build: Built, tmp_path: Path) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        export_package(connection, MartsFormat.csv, tmp_path, DUTCH)
    for resource in json.loads((tmp_path / "datapackage.json").read_text())["resources"]:
        assert resource["dialect"]["delimiter"] == ";"
        for field in resource["schema"]["fields"]:
            assert (field.get("decimalChar") == ",") == (field["type"] == "number")


def test_a_separator_without_a_decimal_comma_is_fine(
    register_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    run = segmon(
        *("export", "marts", "--format", "csv", "--separator", ";", "--out", tmp_path / "out"),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 0, run.stderr
    first = (tmp_path / "out" / "segregation_national.csv").read_text().splitlines()[0]
    assert first.startswith("school_year;sector;")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("csv", "--decimal", "comma"), "add --separator ';'"),
        (("csv", "--decimal", "comma", "--separator", ","), "add --separator ';'"),
        (("parquet", "--decimal", "comma"), "--decimal is of CSV only"),
        (("xlsx", "--separator", ";"), "--separator is of CSV only"),
        (("csv", "--separator", "|"), "'|' is not one of"),
    ],
)
def test_what_makes_no_sense_is_refused(
    options: tuple[str, ...], said: str, register_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    run = segmon(
        *("export", "marts", "--format", *options, "--out", tmp_path / "out"),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_workbook_has_a_sheet_a_mart_with_its_values(
    register_build: Built, tmp_path: Path
) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        files = write_marts(connection, MartsFormat.xlsx, tmp_path)
        assert {*files.values()} == {tmp_path / WORKBOOK}
    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    marts = register_build.rows(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    )
    assert book.sheetnames == [name for (name,) in marts]
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        names = register_build.rows(f"select column_name from (describe marts.{sheet.title})")
        assert header == tuple(name for (name,) in names)
        published = register_build.rows(f"select * from marts.{sheet.title}")
        assert sorted(map(repr, map(_of_a_sheet, rows))) == sorted(
            map(repr, map(_of_a_sheet, published))
        )
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


def _of_a_sheet(row: tuple[object, ...]) -> list[object]:
    """A row as a workbook knows it: 0 and 0.0 are one number, a date is a time at midnight."""
    return [_of_a_cell(value) for value in row]


def _of_a_cell(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def test_a_symbol_is_a_text_of_its_own(register_build: Built, tmp_path: Path) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        write_marts(connection, MartsFormat.xlsx, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / WORKBOOK)["segregation_change"]
    names = [cell.value for cell in sheet[1]]
    symbols = [row[names.index("symbol")] for row in sheet.iter_rows(min_row=2)]
    assert {cell.value for cell in symbols if cell.value} <= {"++", "+", ".", "-", "--"}
    # once it is edited, + and - begin a formula
    assert {cell.quotePrefix for cell in symbols if str(cell.value)[0] in "+-"} == {True}
    assert {cell.data_type for cell in symbols} <= {"s", "n"}


def test_a_mart_that_does_not_fit_a_sheet_is_refused(
    register_build: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marts_xlsx, "MAX_ROWS", 10)
    with (
        open_warehouse(register_build.warehouse) as connection,
        pytest.raises(UsageError, match="more than a sheet of a workbook"),
    ):
        write_marts(connection, MartsFormat.xlsx, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mart", ["segregation_all_nl", "category_contribution_en"])
def test_rows_of_a_wide_table_come_as_in_the_warehouse(
    mart: str, register_build: Built, tmp_path: Path
) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        write_marts(connection, MartsFormat.parquet, tmp_path)
    exported = duckdb.sql(f"from read_parquet('{tmp_path / mart}.parquet')").fetchall()
    assert exported == register_build.rows(f"select * from marts.{mart}")
    assert exported != sorted(exported, key=repr)
