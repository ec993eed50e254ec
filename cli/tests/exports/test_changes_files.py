"""The Appendix B tables as people open them: workbook, TeX and page; and the golden files."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from helpers.running import PATIENCE, Built, Golden
from segmon.errors import UsageError
from segmon.exports.changes_files import export_changes
from segmon.exports.formats import ChangesFormat
from segmon.labels import Language, labels
from segmon.numerals import two_decimals
from segmon.published.changes import change_tables
from segmon.published.warehouse import open_warehouse
from segmon.templating import environment

TEX = shutil.which("pdflatex") or shutil.which("tectonic")
OFFICE = shutil.which("soffice")


def export(build: Built, file_format: ChangesFormat, language: Language, out: Path) -> Path:
    with open_warehouse(build.warehouse) as connection:
        return export_changes(connection, file_format, language, out)


@pytest.mark.parametrize(
    ("file_format", "language"),
    list(product([f for f in ChangesFormat if f != ChangesFormat.xlsx], Language)),
)
def test_golden_files(
    file_format: ChangesFormat,
    language: Language,
    register_build: Built,
    golden: Golden,
    tmp_path: Path,
) -> None:
    file = export(register_build, file_format, language, tmp_path)
    # the style of a page is a matter of taste
    text = re.sub(r"<style>.*?</style>\n", "", file.read_text(encoding="utf-8"), flags=re.S)
    golden(file.name, text)


@pytest.mark.parametrize("file_format", ChangesFormat)
def test_the_same_bytes_every_time(
    file_format: ChangesFormat, register_build: Built, tmp_path: Path
) -> None:
    first = export(register_build, file_format, Language.nl, tmp_path / "1").read_bytes()
    if file_format == ChangesFormat.xlsx:
        time.sleep(2.1)  # a zip file tells the time in steps of two seconds
    second = export(register_build, file_format, Language.nl, tmp_path / "2")
    assert second.read_bytes() == first
    # nothing is left of the writing
    assert list(second.parent.iterdir()) == [second]


@pytest.mark.parametrize("language", Language)
def test_the_workbook_holds_the_tables(
    language: Language, register_build: Built, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(export(register_build, ChangesFormat.xlsx, language, tmp_path))
    with open_warehouse(register_build.warehouse) as connection:
        tables = change_tables(connection, language)
    assert book.sheetnames == [table.table_code for table in tables]
    for table in tables:
        sheet = book[table.table_code]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for row in table.rows:
            symbols, values = (r for r in rows if r[0] == f"  {row.area_name}")
            width = len(table.columns)
            assert symbols[1 : 1 + width] == [
                f"{c.symbol or '–'} {c.mark}".strip() for c in row.cells
            ]
            # numbers are numbers, in full
            assert values[1:] == [f"– {v.mark}" if v.value is None else v.value for v in row.values]
        text = [str(row[0]) for row in rows]
        for symbol, meaning in labels("symbol", language).items():
            assert f"{symbol}   {meaning}" in text
        # a symbol is no formula
        assert {c.data_type for r in sheet.iter_rows() for c in r if c.value in ("+", "--")} <= {
            "s"
        }


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_the_workbook_opens_in_libreoffice(register_build: Built, tmp_path: Path) -> None:
    file = export(register_build, ChangesFormat.xlsx, Language.nl, tmp_path)
    subprocess.run(
        [
            *(str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *(
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76",
                "--outdir",
                str(tmp_path),
                str(file),
            ),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    text = file.with_suffix(".csv").read_text(encoding="utf-8")
    assert "Tabel B1" in text
    assert "Amsterdam" in text
    assert "#" not in text


@pytest.mark.parametrize("language", Language)
def test_tex_is_balanced(language: Language, register_build: Built, tmp_path: Path) -> None:
    file = export(register_build, ChangesFormat.tex, language, tmp_path)
    text = file.read_text(encoding="utf-8")
    bare = re.sub(r"\\[{}&%$#_]", "", text)
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    opened = re.findall(r"\\begin\{(\w+)\}", text)
    assert sorted(opened) == sorted(re.findall(r"\\end\{(\w+)\}", text))
    for rule in ("toprule", "midrule", "bottomrule"):
        assert text.count(f"\\{rule}") == 2 * 6
    # every row of a table has its columns, a heading of a block apart
    for columns, body in re.findall(r"\*\{(\d)\}\{c\}\}\n(.*?)\\bottomrule", text, re.S):
        rows = [line for line in body.splitlines() if line.startswith("\\quad")]
        assert {line.count("&") for line in rows} == {int(columns)}


@pytest.mark.skipif(not TEX, reason="no TeX is installed")
def test_tex_compiles(register_build: Built, tmp_path: Path) -> None:
    file = export(register_build, ChangesFormat.tex, Language.nl, tmp_path)
    subprocess.run(
        [str(TEX), file.name], cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE
    )
    assert file.with_suffix(".pdf").stat().st_size > 1000


def test_tex_keeps_what_tex_would_eat() -> None:
    show = environment("tex").from_string("<<text>>").render
    assert show(text="50% & #1_a {b} c\\d --") == (r"50\% \& \#1\_a \{b\} c\textbackslash{}d -{}-")


@pytest.mark.parametrize("file_format", ChangesFormat)
def test_one_year_says_so(
    file_format: ChangesFormat, one_year_build: Built, tmp_path: Path
) -> None:
    file = export(one_year_build, file_format, Language.en, tmp_path)
    message = labels("text", Language.en)["no_changes"]
    if file_format == ChangesFormat.xlsx:
        assert openpyxl.load_workbook(file).worksheets[0]["A1"].value == message
    elif file_format in (ChangesFormat.md, ChangesFormat.html, ChangesFormat.tex):
        assert message in file.read_text(encoding="utf-8")
    elif file_format == ChangesFormat.csv:
        assert len(file.read_text().splitlines()) == 1


def test_what_is_there_stays_when_writing_fails(register_build: Built, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="cannot write to"):
        export(register_build, ChangesFormat.md, Language.nl, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.125, "0.13"), (0.115, "0.12"), (-0.005, "-0.01"), (0.3949999, "0.39"), (None, "–")],
)
def test_two_decimals_half_away_from_zero(value: float | None, shown: str) -> None:
    assert two_decimals(value) == shown
