"""Names that are formulas, markup or no text at all do nothing in any exported file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import openpyxl
import pytest
from markdown_it import MarkdownIt

from helpers.running import Built
from segmon.exports.changes_files import export_changes
from segmon.exports.formats import ChangesFormat, MartsFormat
from segmon.exports.marts_files import write_marts
from segmon.labels import Language
from segmon.published.warehouse import open_warehouse

NAMES = (
    '=HYPERLINK("http://x";"y")',
    "-2+3;=cmd|' /C calc'!A0",
    "@SUM(1)\r\n=1+1\x00\x1b[2J",
    "[x](http://y) | <img src=x> `a` **b** -- $\\input{/etc/passwd}$",
)
#: What such a name is as one line that any file can hold.
LINES = (*NAMES[:2], "@SUM(1) =1+1\ufffd\ufffd[2J", NAMES[3])


@pytest.fixture(params=range(len(NAMES)))
def hostile(
    request: pytest.FixtureRequest, register_build: Built, tmp_path: Path
) -> tuple[Path, int]:
    """The warehouse of the hand-made delivery with another name for Amsterdam."""
    warehouse = tmp_path / "segmon.duckdb"
    warehouse.write_bytes(register_build.warehouse.read_bytes())
    with duckdb.connect(str(warehouse)) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns() where schema_name = 'marts'"
            " and column_name = 'area_name' and table_name <> 'published_comparison'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f"update marts.{table} set area_name = ? where area_code = 'GM0363'",
                [NAMES[request.param]],
            )
    return warehouse, request.param


def test_no_name_does_anything_in_a_file(hostile: tuple[Path, int], tmp_path: Path) -> None:
    warehouse, i = hostile
    files = {}
    with open_warehouse(warehouse) as connection:
        for form in ChangesFormat:
            files[form] = export_changes(connection, form, Language.en, tmp_path)
        marts = write_marts(connection, MartsFormat.csv, tmp_path / "marts").values()
        (book,) = set(write_marts(connection, MartsFormat.xlsx, tmp_path / "marts").values())
    marts_cells = [
        cell
        for sheet in openpyxl.load_workbook(book, read_only=True)
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert "f" not in {cell.data_type for cell in marts_cells}
    assert LINES[i] in {cell.value for cell in marts_cells}
    for file in (files[ChangesFormat.csv], *marts):
        content = file.read_bytes().decode()
        for delimiter in ",;":
            for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
                assert not [c for c in row if c[:1] in ("=", "@") or c.startswith("-2+")], file
    cells = [
        cell
        for sheet in openpyxl.load_workbook(files[ChangesFormat.xlsx])
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert f"  {LINES[i]}" in {cell.value for cell in cells}
    page = MarkdownIt("commonmark").enable("table")
    tokens = page.parse(files[ChangesFormat.md].read_text(encoding="utf-8"))
    texts = ["".join(t.content for t in token.children or ()) for token in tokens]
    assert " ".join(LINES[i].split()) in texts
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert not kinds & {"link_open", "image"}
    assert r"\input" not in files[ChangesFormat.tex].read_text(encoding="utf-8")
    tables = json.loads(files[ChangesFormat.json].read_text(encoding="utf-8"))["tables"]
    assert NAMES[i] in {row["area_name"] for table in tables for row in table["rows"]}
