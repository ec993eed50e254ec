"""How the problems with files come about that their page quotes the messages of."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd

from helpers.deliveries import Form, register_tables, spoiled, write_delivery
from helpers.spoils import (
    TABLES,
    Files,
    in_parts,
    line_two,
    overwrite,
    remove,
    rename,
    repeat_first,
)


@dataclass(frozen=True)
class Way:
    """How a good delivery comes to have a problem."""

    change: Files
    layout: str = "register"


def zipped(content: bytes) -> bytes:
    """The content in a zip archive."""
    with zipfile.ZipFile(archive := BytesIO(), "w") as files:
        files.writestr("schools.csv", content)
    return archive.getvalue()


def as_table(table: str, **columns: str) -> Files:
    """A table as one Parquet file, some of its columns replaced by expressions."""

    def change(folder: Path) -> None:
        replaced = ", ".join(f"{value} as {name}" for name, value in columns.items())
        in_parts(table, part=f"select * replace ({replaced}) from rows")(folder)
        (folder / table / "part.parquet").rename(folder / f"{table}.parquet")
        (folder / table).rmdir()

    return change


def one_level_deeper(folder: Path) -> None:
    """The delivery in a folder of its own."""
    (folder / "x").mkdir()
    for file in folder.glob("*.csv"):
        file.rename(folder / "x" / file.name)


def another_layout(folder: Path) -> None:
    """A delivery of layout counts."""
    (folder / "pupils.csv").unlink()
    write_delivery(TABLES["counts"](), folder)


def files_of_a_later_year(folder: Path) -> None:
    """What DUO publishes today."""
    (folder / "01.-leerlingen-po-soort-po-cluster-leeftijd-2025-2026.csv").touch()


def in_two_forms(folder: Path) -> None:
    """The schools as CSV and as Parquet."""
    schools = {"schools": register_tables()["schools"]}
    write_delivery(schools, folder, Form.parquet)


def years_in_two_files(folder: Path) -> None:
    """The pupils of the second year in a file that is no table."""
    pupils = register_tables()["pupils"]
    for year, of_year in pupils.groupby("school_year"):
        name = "pupils" if year == "2022-2023" else f"pupils_{year}"
        of_year.to_csv(folder / f"{name}.csv", index=False)


def parts_of_two_kinds(folder: Path) -> None:
    """The pupils in two parts as CSV, and one as Parquet."""
    (folder / "pupils").mkdir()
    (folder / "pupils.csv").rename(folder / "pupils" / "a.csv")
    (folder / "pupils" / "b.csv").touch()
    (folder / "pupils" / "c.parquet").touch()


def commas_and_points(folder: Path) -> None:
    """Distances with a comma in 12 rows, with a point in 3."""
    pupils = register_tables()["pupils"]
    distances = [*["1,5"] * 12, *["1.5"] * 3, *[None] * (len(pupils) - 15)]
    pupils.assign(home_to_school_km=distances).to_csv(folder / "pupils.csv", index=False, sep=";")


def another_type_in_a_part(folder: Path) -> None:
    """Keys of pupils that are numbers in the second of two parts."""
    in_parts(
        "pupils",
        a="from rows where school_year = '2022-2023'",
        b="select * replace (row_number() over () as pupil_id) from rows"
        " where school_year = '2023-2024'",
    )(folder)


def without(*names: str) -> Files:
    """The pupils without some columns."""

    def change(folder: Path) -> None:
        pupils = register_tables()["pupils"]
        pupils.drop(columns=list(names)).to_csv(folder / "pupils.csv", index=False)

    return change


def on_rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Files:
    """Other rows in a table."""

    def spoil(folder: Path) -> None:
        file = folder / f"{table}.csv"
        change(pd.read_csv(file, dtype=object)).to_csv(file, index=False)

    return spoil


def on_cells(table: str, column: str, value: str, *rows: int) -> Files:
    """Another value in a column, in some rows (the first one by default)."""
    return on_rows(table, lambda frame: spoiled({table: frame}, table, column, value, *rows)[table])


def with_code_of_nl(code: str) -> Files:
    """Another code of the Netherlands."""
    return overwrite(
        "pupils.csv",
        lambda content: re.sub(rb"\bNL\b", code.encode(), content),
    )


def in_deciles(pupils: pd.DataFrame) -> pd.DataFrame:
    """Incomes from 1 to 10."""
    deciles = (pupils.income_percentile.astype(float) / 10).clip(lower=1).round()
    return pupils.assign(income_percentile=deciles.astype("Int64"))


def without_high_incomes(pupils: pd.DataFrame) -> pd.DataFrame:
    """Incomes of which the highest is in the middle."""
    percentiles = pupils.income_percentile.astype(float).clip(upper=75)
    return pupils.assign(income_percentile=percentiles.astype("Int64"))


def in_england(folder: Path) -> None:
    """Codes of areas of England."""
    for file in ("schools.csv", "municipalities.csv"):
        overwrite(file, lambda content: content.replace(b"GM", b"E0900"))(folder)


#: By the heading on the page: for each message there, in order, how it comes about.
WAYS: dict[str, list[Way]] = {
    "A table is not found": [
        Way(remove("schools.csv")),
        Way(rename("schools.csv", "schools.xlsx")),
        Way(another_layout),
        Way(one_level_deeper),
        Way(files_of_a_later_year, "duo"),
    ],
    "A table was delivered more than once": [Way(in_two_forms)],
    "A file is not used": [Way(years_in_two_files)],
    "The file is something else": [Way(overwrite("schools.csv", zipped))],
    "The file is not UTF-8": [
        Way(
            overwrite(
                "schools.csv",
                line_two(lambda row: row.replace(b"School", "Schóol".encode("latin-1"))),
            )
        )
    ],
    "A folder cannot be read as a table": [Way(parts_of_two_kinds)],
    "The header is on another line": [
        Way(overwrite("schools.csv", lambda b: b"Schools of 2023\n" + b))
    ],
    "Readers do not agree on the rows": [
        Way(overwrite("schools.csv", lambda b: b"sep=,\n" + b.replace(b'",', b'" ,', 1)))
    ],
    "Numbers have commas and points": [Way(commas_and_points)],
    "Columns are not there": [Way(without("grade", "sector"))],
    "A column is of a type that is not read": [
        Way(as_table("pupils", school_year="date '2023-08-01'"))
    ],
    "A column has several types": [Way(another_type_in_a_part)],
    "A row has other cells than the header has columns": [
        Way(overwrite("pupils.csv", lambda b: b[:-20]))
    ],
    "A quote is not closed": [
        Way(overwrite("schools.csv", line_two(lambda row: row.replace(b'"School', b'"A "School'))))
    ],
    "A school year has no pupils": [Way(years_in_two_files)],
    "A school is not in the table of schools": [
        Way(on_rows("pupils", lambda rows: rows.replace({"school_id": {"12E500": "1.2E+501"}})))
    ],
    "A row is there twice": [Way(on_rows("schools", repeat_first))],
    "A word stands for a missing value": [
        Way(on_cells("pupils", "birth_country_parent_1", "NA", 4, 5, 6))
    ],
    "The Netherlands has another code": [Way(with_code_of_nl("NLD"))],
    "Nobody is born in NL": [Way(with_code_of_nl("1"))],
    "Deciles in place of percentiles": [Way(on_rows("pupils", in_deciles))],
    "Metres in place of kilometres": [
        Way(on_rows("pupils", lambda rows: rows.assign(home_to_school_km="640")))
    ],
    "A sign stands for a suppressed number": [
        Way(on_cells("school_counts", "n_pupils", "?"), "counts")
    ],
    "A name holds a control character": [Way(on_cells("schools", "school_name", "De\nEerste"))],
    "Codes of areas of another country": [Way(in_england, "counts")],
    "Nobody is in a group": [Way(on_rows("pupils", without_high_incomes))],
}
#: A fault of each later stage, in a file that is looked at last.
LATER: dict[int, Files] = {
    2: overwrite("municipalities.csv", zipped),
    3: overwrite("municipalities.csv", lambda b: b.replace(b"municipality_name", b"x")),
    4: overwrite("municipalities.csv", line_two(lambda row: row + b",x")),
    5: overwrite("municipalities.csv", line_two(lambda row: row.replace(b",1", b",9"))),
}
