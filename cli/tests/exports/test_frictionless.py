"""The package of the marts is what the tool of its standard says it should be."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest

from helpers.running import Built
from segmon.exports.formats import RFC_4180, CsvDialect, Decimal, MartsFormat, Separator
from segmon.exports.package.write import export_package
from segmon.published.warehouse import open_warehouse

DUTCH = CsvDialect(Decimal.comma, Separator.semicolon)


@pytest.fixture
def warehouse(register_build: Built) -> Path:
    """The warehouse of the hand-made delivery."""
    return register_build.warehouse


def errors(package: Path) -> list[str]:
    """What is wrong with a package: with its description, or with a row of a file."""
    # else no path may be absolute
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(package))
    assert report.tasks
    return [message for (message,) in report.flatten(["message"])]


@pytest.mark.parametrize(
    ("form", "dialect"),
    [
        pytest.param(MartsFormat.csv, RFC_4180, id="csv"),
        pytest.param(MartsFormat.csv, DUTCH, id="dutch"),
        # the tool opens the workbook anew for each sheet
        pytest.param(MartsFormat.xlsx, RFC_4180, marks=pytest.mark.nightly, id="xlsx"),
    ],
)
def test_every_row_is_as_the_package_says(
    form: MartsFormat, dialect: CsvDialect, warehouse: Path, tmp_path: Path
) -> None:
    with open_warehouse(warehouse) as connection:
        export_package(connection, form, tmp_path / "out", dialect)
    assert errors(tmp_path / "out" / "datapackage.json") == []


def test_a_package_of_parquet_is_described_as_its_standard_says(
    warehouse: Path, tmp_path: Path
) -> None:
    with open_warehouse(warehouse) as connection:
        export_package(connection, MartsFormat.parquet, tmp_path / "out")
    content = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    package = frictionless.Package.from_descriptor(content, basepath=str(tmp_path / "out"))
    assert len(package.resources) == len(content["resources"])
    assert {resource.format for resource in package.resources} == {"parquet"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b",po,income,", b",pa,income,", "constraint \"enum\" is \"['po', 'vo']\""),
        (b",national,NL,", b",national,,", 'constraint "required" is "True"'),
        (b"2022-2023,", b"2021-2022,", 'for "school_year"'),
    ],
    ids=["code", "empty", "reference"],
)
def test_what_is_not_as_the_package_says_is_found(
    before: bytes, after: bytes, said: str, warehouse: Path, tmp_path: Path
) -> None:
    with open_warehouse(warehouse) as connection:
        export_package(connection, MartsFormat.csv, tmp_path / "out")
    file = tmp_path / "out" / "segregation_national.csv"
    content = file.read_bytes()
    assert before in content
    file.write_bytes(content.replace(before, after, 1))
    found = errors(tmp_path / "out" / "datapackage.json")
    assert any(said in message for message in found), found
