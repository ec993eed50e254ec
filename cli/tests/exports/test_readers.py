"""What analysts read the package with: the same rows and types in every program."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers.running import PATIENCE, Built
from segmon.exports.formats import MartsFormat
from segmon.exports.package.write import export_package
from segmon.project import project_dir
from segmon.published.warehouse import open_warehouse

Rows = list[tuple[Any, ...]]
#: Types of Table Schema as R names them.
R = {
    "string": "character",
    "integer": "integer",
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
}
#: Reads a file, holds its types against those that are said, and writes each number in full.
#: R does not read the last bits of a double; its sixteenth digit may be another.
R_SCRIPT = """
said <- commandArgs(trailingOnly = TRUE)
types <- strsplit(said[2], ",")[[1]]
table <- if (endsWith(said[1], ".parquet")) as.data.frame(arrow::read_parquet(said[1])) else
    read.csv(said[1], colClasses = types, na.strings = "", fileEncoding = "UTF-8")
stopifnot(sapply(table, function(column) class(column)[1]) == types)
numbers <- types == "numeric"
table[numbers] <- lapply(table[numbers], function(column)
    ifelse(is.na(column), NA, sprintf("%.15g", column)))
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
    """With pandas, whole numbers as such also where one is not there."""
    if table.file.suffix == ".parquet":
        pytest.importorskip("pyarrow")
        frame = pd.read_parquet(table.file, dtype_backend="numpy_nullable")
    else:
        frame = pd.read_csv(
            table.file,
            dtype=dict.fromkeys(table.of("string"), "string"),
            parse_dates=table.of("date"),
            dtype_backend="numpy_nullable",
            # else a text such as NA would be one that is not there
            keep_default_na=False,
            na_values=[""],
        )
    for column in table.of("date"):
        frame[column] = pd.to_datetime(frame[column]).dt.date
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
    classes = [R[kind] for kind in table.types.values()]
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


PAGE = (project_dir() / "docs" / "bi.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("program", ["DuckDB", "pandas", "polars"])
def test_the_page_for_analysts_reads_rightly(
    program: str, tables: list[Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    (table,) = (each for each in tables if each.file.stem == "segregation_all_en")
    monkeypatch.chdir(table.file.parent)
    (line,) = re.findall(rf"^\| {program} \| `(.+?)` \| `(.+?)` \|$", PAGE, re.M)
    code = line[table.file.suffix == ".csv"]
    if program == "DuckDB":
        with duckdb.connect() as connection:
            found = connection.execute(code).fetchall()
    elif program == "polars":
        found = eval(code, {"pl": pytest.importorskip("polars")}).rows()
    else:
        if table.file.suffix == ".parquet":
            pytest.importorskip("pyarrow")
        frame = eval(code, {"pd": pd})
        found = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    assert sorted(found, key=repr) == sorted(table.rows, key=repr)


def test_older_versions_of_duckdb_open_the_published_file(register_build: Built) -> None:
    """So says docs/analysts.md; a program brings a version of its own."""
    ((version,),) = register_build.rows(
        "select tags['storage_version'] from duckdb_databases() where not internal"
    )
    assert version.startswith("v1.0.0")


@pytest.mark.parametrize("tables", [MartsFormat.csv], indirect=True)
def test_only_codes_of_urbanity_look_like_numbers(tables: list[Table]) -> None:
    """So says docs/bi.md of programs that guess the types of CSV; figures are guessed rightly."""
    for table in tables:
        frame = pd.read_csv(table.file)
        numbers = set(frame.select_dtypes("number"))
        empty = set(frame.columns[frame.isna().all()])
        assert set(table.of("number", "integer")) <= numbers | empty
        alike = numbers - empty - set(table.of("number", "integer"))
        assert alike <= ({"area_code"} if "urbanity" in table.file.name else {"urbanity"})
