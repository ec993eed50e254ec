"""What analysts read the package with: the same rows and types in every program."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.running import PATIENCE, Built
from segmon.exports.formats import MartsFormat
from segmon.exports.package.write import export_package
from segmon.published.warehouse import open_warehouse

Rows = list[tuple[Any, ...]]
#: Types of Table Schema as pandas and R name them.
PANDAS = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}
R = {"string": "character", "integer": "integer", "number": "numeric", "boolean": "logical"}
#: Reads a file, holds its types against those that are said, and writes each number in full.
R_SCRIPT = """
said <- commandArgs(trailingOnly = TRUE)
types <- strsplit(said[2], ",")[[1]]
table <- if (endsWith(said[1], ".parquet")) as.data.frame(arrow::read_parquet(said[1])) else
    read.csv(said[1], colClasses = types, na.strings = "", fileEncoding = "UTF-8")
stopifnot(sapply(table, function(column) class(column)[1]) == types)
numbers <- types == "numeric"
table[numbers] <- lapply(table[numbers], function(column)
    ifelse(is.na(column), NA, sprintf("%.17g", column)))
write.csv(table, said[3], row.names = FALSE, na = "", fileEncoding = "UTF-8")
"""


@dataclass(frozen=True)
class Table:
    """A mart in a package.

    Attributes:
        file: its file.
        types: what the package says of its columns.
        rows: its rows in the warehouse, in no order.
    """

    file: Path
    types: dict[str, str]
    rows: Rows

    def of(self, *kinds: str) -> list[str]:
        """The columns of some types."""
        return [column for column, kind in self.types.items() if kind in kinds]


@pytest.fixture(scope="module", params=[MartsFormat.csv, MartsFormat.parquet])
def tables(
    request: pytest.FixtureRequest, register_build: Built, tmp_path_factory: pytest.TempPathFactory
) -> list[Table]:
    """The marts of a package of CSV, and of one of Parquet."""
    out = tmp_path_factory.mktemp(request.param.value)
    with open_warehouse(register_build.warehouse) as connection:
        export_package(connection, request.param, out)
    found = []
    for resource in json.loads((out / "datapackage.json").read_text("utf-8"))["resources"]:
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        rows = register_build.rows(f"from marts.{resource['name']}")
        found.append(Table(out / resource["path"], fields, rows))
    return found


def by_pandas(table: Table) -> Rows:
    """With pandas, the types as the package says."""
    if table.file.suffix == ".parquet":
        pytest.importorskip("pyarrow")
        frame = pd.read_parquet(table.file)
        assert list(frame.select_dtypes("float64")) == table.of("number")
    else:
        types = {column: PANDAS[kind] for column, kind in table.types.items() if kind in PANDAS}
        # else a text such as NA would be one that is not there
        only_empty = {"keep_default_na": False, "na_values": [""]}
        frame = pd.read_csv(table.file, dtype=types, parse_dates=table.of("date"), **only_empty)
    for column in table.of("date"):
        frame[column] = pd.to_datetime(frame[column]).dt.date
    for column in table.of("integer"):
        frame[column] = frame[column].astype("Int64")
    filled = frame.astype(object).where(frame.notna(), None)
    return list(filled.itertuples(index=False, name=None))


def by_polars(table: Table) -> Rows:
    """With polars, the types as the package says."""
    pl = pytest.importorskip("polars")
    types = {
        "string": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
    }
    schema = {column: types[kind] for column, kind in table.types.items()}
    if table.file.suffix == ".parquet":
        frame = pl.read_parquet(table.file)
        whole = frame.select(table.of("integer")).dtypes
        assert set(whole) <= {pl.Int32, pl.Int64}
        assert frame.cast(dict.fromkeys(table.of("integer"), pl.Int64)).schema == schema
    else:
        frame = pl.read_csv(table.file, schema=schema)
    return list(frame.rows())


def by_duckdb_alone(table: Table) -> Rows:
    """With the command line of DuckDB; of CSV it finds the types by itself, but for codes."""
    program = needed("duckdb")
    source = f"'{table.file}'"
    if table.file.suffix == ".csv":
        source = f"read_csv({source}, types = {dict.fromkeys(table.of('string'), 'VARCHAR')})"
    return typed(run(program, "-csv", "-nullvalue", "", "-c", f"from {source}"), table)


def by_r(table: Table) -> Rows:
    """With R: CSV without any package, Parquet with arrow; it says if a type is another one."""
    program = needed("Rscript")
    if table.file.suffix == ".parquet" and "FALSE" in run(
        program, "-e", "cat(requireNamespace('arrow', quietly = TRUE))"
    ):
        pytest.skip("arrow is not installed in R")
    classes = [{**R, "date": "Date"}[kind] for kind in table.types.values()]
    written = table.file.with_suffix(".written")
    run(program, "-e", R_SCRIPT, str(table.file), ",".join(classes), str(written))
    return typed(written.read_text("utf-8"), table)


def needed(program: str) -> str:
    """Where a program is; without it the test is skipped."""
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


def run(*command: str) -> str:
    """What a program says."""
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def typed(text: str, table: Table) -> Rows:
    """The rows of a CSV that a program wrote, each value of the type that the package says."""
    made: dict[str, Callable[[str], Any]] = {
        "string": str,
        "integer": int,
        "number": float,
        "boolean": lambda value: {"TRUE": True, "FALSE": False}[value.upper()],
        "date": date.fromisoformat,
    }
    header, *rows = csv.reader(io.StringIO(text))
    assert header == list(table.types)
    kinds = [made[kind] for kind in table.types.values()]
    return [
        tuple(make(value) if value else None for make, value in zip(kinds, row, strict=True))
        for row in rows
    ]


@pytest.mark.parametrize("read", [by_pandas, by_polars, by_duckdb_alone, by_r])
def test_every_program_reads_the_same(read: Callable[[Table], Rows], tables: list[Table]) -> None:
    assert len(tables) > 20
    for table in tables:
        found = read(table)
        assert sorted(found, key=repr) == sorted(table.rows, key=repr), table.file.name
        assert {column: kinds(found, i) for i, column in enumerate(table.types)} == {
            column: kinds(table.rows, i) for i, column in enumerate(table.types)
        }


def kinds(rows: Rows, place: int) -> set[type]:
    """The types of the values of a column: True is not 1."""
    return {type(row[place]) for row in rows}


def test_codes_are_texts_where_no_type_is_told(tables: list[Table]) -> None:
    """Numbers are read as they are by themselves; the only codes that look like one are these."""
    for table in tables:
        if table.file.suffix == ".csv":
            found = pd.read_csv(table.file)
            numbers = set(found.select_dtypes("number"))
            assert set(table.of("number")) <= numbers | set(found.columns[found.isna().all()])
            assert numbers & set(table.of("string")) <= {"urbanity", "area_code"}
