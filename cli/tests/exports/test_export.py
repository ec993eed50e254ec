"""Tables and marts as files: complete, in the report's order, and equal to the warehouse."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from helpers.running import Built, Segmon
from segmon.exports.changes_files import export_changes
from segmon.exports.formats import ChangesFormat
from segmon.labels import Language, labels
from segmon.published.changes import INDICES
from segmon.published.warehouse import open_warehouse

AREAS = {
    Language.nl: ["Nederland", "Amsterdam", "zeer sterk stedelijk", "niet stedelijk"],
    Language.en: ["Netherlands", "Amsterdam", "very strongly urban", "not urban"],
}
TOPICS = [
    (sector, characteristic)
    for sector in ("po", "vo")
    for characteristic in ("income", "education", "migration")
]
COLUMNS = [
    *("table_code", "sector", "sector_name", "characteristic", "characteristic_name"),
    *("area_level", "area_code", "area_name", "index_code", "index_name", "from_year", "to_year"),
    *("from_value", "to_value", "difference", "symbol", "symbol_exact", "is_rounding_sensitive"),
    "status",
]


@cache
def changes(warehouse: Path, file_format: ChangesFormat, language: Language, out: Path) -> str:
    """The content of an exported file."""
    with open_warehouse(warehouse) as connection:
        return export_changes(connection, file_format, language, out).read_text(encoding="utf-8")


def markdown_rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables in a text."""
    text = re.sub(r"\\(.)", r"\1", text)
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("language", Language)
def test_changes_as_csv(language: Language, register_build: Built, tmp_path: Path) -> None:
    text = changes(register_build.warehouse, ChangesFormat.csv, language, tmp_path)
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == COLUMNS
    assert list(dict.fromkeys((r["sector"], r["characteristic"]) for r in rows)) == TOPICS
    assert list(dict.fromkeys(r["table_code"] for r in rows)) == [f"B{i}" for i in range(1, 7)]
    assert [r["area_name"] for r in rows[:8:2]] == AREAS[language]
    assert [r["index_code"] for r in rows[:2]] == ["dissimilarity", "interaction"]
    published = {
        tuple("" if v is None else str(v) for v in row)
        for row in register_build.rows(
            "select sector, characteristic, area_level, area_code, index_code, from_value,"
            " to_value, difference, symbol, symbol_exact, is_rounding_sensitive"
            " from marts.segregation_change where area_level <> 'municipality'"
            f" and index_code in {INDICES}"
        )
    }
    said = ("name", "year", "status", "table_code")
    keys = [c for c in COLUMNS if not c.endswith(said)]
    assert {tuple(row[key] for key in keys) for row in rows} == published


@pytest.mark.parametrize("language", Language)
def test_changes_as_json(language: Language, register_build: Built, tmp_path: Path) -> None:
    text = changes(register_build.warehouse, ChangesFormat.json, language, tmp_path)
    tables: list[dict[str, Any]] = json.loads(text)["tables"]
    assert [(t["sector"], t["characteristic"]) for t in tables] == TOPICS
    for table in tables:
        assert [c["index_code"] for c in table["columns"]] == ["dissimilarity", "interaction"]
        assert [row["area_name"] for row in table["rows"]] == AREAS[language]
        assert {len(row["cells"]) for row in table["rows"]} == {2}
        assert {tuple(cell) for row in table["rows"] for cell in row["cells"]} == {
            tuple(COLUMNS[-7:])
        }


@pytest.mark.parametrize("language", Language)
def test_changes_as_markdown(language: Language, register_build: Built, tmp_path: Path) -> None:
    text = changes(register_build.warehouse, ChangesFormat.md, language, tmp_path)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert [heading.split()[2].rstrip(".") for heading in headings[1:]] == [
        f"B{i}" for i in range(1, 7)
    ]
    shown = [row[0] for row in markdown_rows(text)]
    assert [name for name in shown if name in AREAS[language]] == AREAS[language] * 12
    # without a ragged row: an area and two indices, of one change or of two years
    assert {len(row) for row in markdown_rows(text)} == {3, 5}
    legend = text.split(f"**{labels('text', language)['legend']}**")[1]
    for symbol, meaning in labels("symbol", language).items():
        assert f"`{symbol}` {meaning}" in legend


@pytest.mark.parametrize("language", Language)
def test_symbols_that_hang_on_rounding_are_marked(
    language: Language, register_build: Built, tmp_path: Path
) -> None:
    text = changes(register_build.warehouse, ChangesFormat.md, language, tmp_path)
    education = markdown_rows(text.split("## ")[2].replace(",", "."))
    amsterdam = [row[1:] for row in education if row[0] == "Amsterdam"]
    assert amsterdam == [[". *", "--"], ["0.13", "0.13", "0.40", "0.30"]]


@pytest.mark.parametrize("language", Language)
def test_a_file_has_one_decimal_mark(
    language: Language, register_build: Built, tmp_path: Path
) -> None:
    text = changes(register_build.warehouse, ChangesFormat.md, language, tmp_path)
    assert len(set(re.findall(r"\b0([.,])[0-9]{2}\b", text))) == 1


def test_an_undefined_change_is_a_dash(register_build: Built, tmp_path: Path) -> None:
    changed = tmp_path / "segmon.duckdb"
    changed.write_bytes(register_build.warehouse.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute(
            "update marts.segregation_change set to_value = null, difference = null,"
            " symbol = null, symbol_exact = null, is_rounding_sensitive = null"
            " where area_code = 'GM0363' and area_level = 'g4'"
        )
        connection.execute(
            "update marts.segregation_g4 set value = null, status = 'incomplete_input'"
            " where area_code = 'GM0363' and school_year = '2023-2024'"
        )
    text = changes(changed, ChangesFormat.md, Language.en, tmp_path)
    amsterdam = [row[1:] for row in markdown_rows(text) if row[0] == "Amsterdam"][:2]
    assert amsterdam == [["– b", "– b"], ["0.60", "– b", "0.24", "– b"]]
    assert f"`b` {labels('status', Language.en)['incomplete_input']}" in text
    tables = json.loads(changes(changed, ChangesFormat.json, Language.en, tmp_path))["tables"]
    assert tables[0]["rows"][1]["cells"][0]["symbol"] is None


MARTS = "select table_name from duckdb_tables() where schema_name = 'marts'"


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_marts_read_back_equal_the_warehouse(
    file_format: str, register_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    out = tmp_path / "a folder" / "marts"
    run = segmon(
        *("export", "marts", "--format", file_format, "--out", out, "--json"),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 0, run.stderr
    written = [Path(file) for file in json.loads(run.stdout)["files"]]
    assert sorted(out.iterdir()) == sorted(written)
    files = [file for file in written if file.suffix == f".{file_format}"]
    marts = [name for (name,) in register_build.rows(MARTS)]
    assert sorted(file.stem for file in files) == sorted(marts)
    for file in files:
        types = dict(
            register_build.rows(
                f"select column_name, column_type from (describe marts.{file.stem})"
            )
        )
        options = f", types={types}" if file_format == "csv" else ""
        with duckdb.connect() as connection:
            source = f"read_{file_format}('{file}'{options})"
            found = connection.execute(f"select * from {source} order by all").fetchall()
            described = connection.execute(f"describe select * from {source}").fetchall()
        assert found == register_build.rows(f"select * from marts.{file.stem} order by all")
        assert {row[0]: row[1] for row in described} == types


@pytest.mark.parametrize(
    "command", [("export", "changes", "--format", "md"), ("export", "marts", "--format", "csv")]
)
@pytest.mark.parametrize(
    "content", [None, b"", b"no database\n" * 1000], ids=["no", "empty", "text"]
)
def test_what_is_no_warehouse_is_wrong_usage(
    command: tuple[str, ...], content: bytes | None, segmon: Segmon, tmp_path: Path
) -> None:
    warehouse = tmp_path / "some.duckdb"
    if content is not None:
        warehouse.write_bytes(content)
    run = segmon(*command, "--warehouse", warehouse)
    assert run.returncode == 2, run.stderr
    assert "some.duckdb" in run.stderr
    assert ("segmon build" if content is None else "not a warehouse") in run.stderr
    assert "Traceback" not in run.stderr
    assert warehouse.exists() == (content is not None)


def test_an_output_that_is_a_file_is_wrong_usage(
    register_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    out = tmp_path / "taken"
    out.write_text("mine")
    run = segmon(
        *("export", "marts", "--format", "csv", "--out", out),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 2
    assert "taken" in run.stderr
    assert "Traceback" not in run.stderr
