"""Deliveries modelled on files as people and tools write them, where they are at hand.

Each goes next to a good one: it is read as the same rows, or refused in words that help.
"""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segmon.checks.checked import check_delivery
from segmon.delivery.open import open_delivery
from segmon.delivery.open_tables import OpenTable
from segmon.errors import DeliveryError
from segmon.project import project_dir

CASES = project_dir().parent / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the deliveries are not in {CASES}")

LAYOUTS = {"r": "register", "c": "counts", "d": "duo"}
GOOD = {"r": "r00-base", "c": "c00-base", "d": "d00-base"}
#: Deliveries that hold the rows of the good one, and what is said of how they are read.
SAME = {
    "c03b-floats": "",
    "d01-distance-no-prefix": "",
    "d05-no-comma-name": "",
    "r04-pandas-floats": "",
    "r05-upper-parquet": "",
    "r06-header-spaces": "",
    "r07-trailing-empties": "schools.csv: 3 blank rows are not read",
    "r08-sep-line": "",
    "r09-semicolons-decimal-comma": (
        "pupils.csv: read as separated by semicolons, a decimal comma in home_to_school_km"
    ),
    "r09c-tabs": "pupils.csv: read as separated by tabs",
    "r11-csv-gz": "",
    "r15-hive-year-sector": "",
    "r15b-hive-sector": "",
    "r16-file-case": "",
    "r19-mixed-line-ends": "schools.csv: read as lines that end in several ways",
    "r30-parquet-empty-strings": "",
    "r36-int-municipality-parquet": "",
    "r41-spark-parts-csv": "",
}
COUNTRY = "birth_country_parent_1 (pupils.csv)"
REFUSED = {
    "d10-statline-municipalities": (
        "municipalities (municipalities.csv)",
        "school_year, municipality_code, municipality_name, urbanity are not there",
        "the file has id, regios, naam_2, matevanstedelijkheid_5",
    ),
    "d20-todays-files": (
        "01.-leerlingen-po-soort-po-cluster-leeftijd-2025-2026.csv",
        "DUO published pupil weights until 2018-2019",
        "layout counts",
    ),
    **{
        f"r03-country-all-{code}": (
            f"{COUNTRY}: each value is a country code, the Netherlands as NL",
            f"for example {code}",
        )
        for code in ("6030", "NLD", "Nederland")
    },
    **{
        f"r01-country-{name}": (
            f"{COUNTRY}: each value is a code, not a word for a missing value",
            "broken by 16 rows",
            f"for example {word}",
        )
        for name, word in {"NA": "NA", "NULL": "NULL", "dot": "."}.items()
    },
    "r45b-one-parent-NA": ("broken by 218 rows", "for example NA"),
    "r29-xlsx-only": ("schools.xlsx is a workbook: save each sheet as CSV UTF-8",),
}
#: Deliveries of another country.
OPAQUE = ("c04-fips5", "c04b-leaid7", "c04c-gss", "c05-no-urbanity")
#: Every delivery that is read.
READ = (
    *GOOD.values(),
    *SAME,
    *OPAQUE,
    "d02-register-published-names",
    "r09b-semicolons",
    "r13c-nan-percentile",
    "r34-backslash-quotes",
)
#: Rows of each table: in the files, and as they are read. Nothing but blank rows is not read.
N_ROWS: dict[str, dict[str, tuple[int, int]]] = {
    "register": {"pupils": (1920, 1920), "schools": (48, 48), "municipalities": (8, 8)},
    "counts": {"school_counts": (127, 127), "schools": (48, 48), "municipalities": (8, 8)},
    "duo": {
        "duo_pupil_weights": (178, 178),
        "duo_funded_pupils": (68, 68),
        "duo_distances": (68, 68),
        "duo_primary_sites": (0, 0),
        "duo_secondary_sites": (0, 0),
        "municipalities": (390, 390),
    },
}
#: The same of a case that differs from the others of its layout.
N_ROWS_OF_CASE: dict[str, dict[str, tuple[int, int]]] = {
    "r07-trailing-empties": {"schools": (51, 48)},
    "d02-register-published-names": {
        "duo_funded_pupils": (69, 69),
        "duo_primary_sites": (6268, 6268),
        "duo_secondary_sites": (1619, 1619),
    },
}
#: What the path of a file of a table has in it, where that is not the name of the table.
IN_PATH = {
    "duo_pupil_weights": "gewicht",
    "duo_funded_pupils": "in-bron",
    "duo_distances": "afstand",
    "duo_primary_sites": "basisonderwijs",
    "duo_secondary_sites": "vestigingen-vo",
}
#: Columns that are the same number, or the same code, in several spellings.
NUMBERS = ("grade", "income_percentile", "home_to_school_km", "urbanity", "n_pupils")
Rows = dict[str, list[tuple[Any, ...]]]


def value(column: str) -> str:
    """SQL of what a column says, however it is spelled."""
    if column in NUMBERS:
        return f"coalesce(try_cast({column} as double)::varchar, {column}::varchar)"
    if column == "municipality_code":
        return f"lpad(replace({column}, 'GM', ''), 4, '0')"
    return f"{column}::varchar"


def rows_of(connection: duckdb.DuckDBPyConnection, table: OpenTable) -> list[tuple[Any, ...]]:
    columns = ", ".join(map(value, table.spec.column_names))
    return connection.execute(
        f"select {columns} from delivery.{table.name} order by all"
    ).fetchall()


@cache
def read(case: str) -> tuple[Rows, tuple[str, ...]]:
    """The rows of each table of a case, and what is said of its files."""
    areas = "opaque" if case in OPAQUE else "nl"
    found = check_delivery(CASES / case, LAYOUTS[case[0]], areas=areas).found
    with duckdb.connect() as connection:
        opened = open_delivery(connection, found)
        rows = {table.name: rows_of(connection, table) for table in opened.tables}
    notices = tuple(str(notice) for notice in found.notices if notice.file != "EXPECT")
    return rows, notices


@pytest.mark.parametrize("case", SAME)
def test_the_rows_are_those_of_the_good_delivery(case: str) -> None:
    rows, notices = read(case)
    assert rows == read(GOOD[case[0]])[0]
    assert (notices[0] if notices else "") == SAME[case]


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_helps(case: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        check_delivery(CASES / case, LAYOUTS[case[0]])
    for part in REFUSED[case]:
        assert part in str(refused.value)
    # one sentence a cause: of two columns with the same fault, one each
    columns = [(finding.table, finding.column) for finding in refused.value.findings]
    assert len(set(columns)) == len(columns) <= 2


@pytest.mark.parametrize("case", OPAQUE)
def test_areas_of_another_country_are_accepted(case: str) -> None:
    found = check_delivery(CASES / case, "counts", areas="opaque")
    assert dict(found.n_rows) == dict(check_delivery(CASES / "c00-base", "counts").n_rows)
    with duckdb.connect() as connection:
        open_delivery(connection, found.found)
        query = "select distinct municipality_code from delivery.{} order by 1"
        codes = [
            connection.execute(query.format(table)).fetchall()
            for table in ("schools", "municipalities")
        ]
    delivered = (CASES / case / "municipalities.csv").read_text().splitlines()[1:]
    assert codes == [sorted({(line.split(",")[1],) for line in delivered})] * 2


@pytest.mark.nightly
def test_registers_under_their_published_names_are_read() -> None:
    rows, notices = read("d02-register-published-names")
    assert len(rows["duo_primary_sites"]) == 6268
    assert len(rows["duo_secondary_sites"]) == 1619
    assert notices == ()


def test_semicolons_without_distances_are_read() -> None:
    rows, notices = read("r09b-semicolons")
    good = read("r00-base")[0]
    assert [row[:-1] for row in rows["pupils"]] == sorted(row[:-1] for row in good["pupils"])
    assert notices[0] == "pupils.csv: read as separated by semicolons"


def test_no_number_is_unknown() -> None:
    pupils = read("r13c-nan-percentile")[0]["pupils"]
    good = {row[2]: row for row in read("r00-base")[0]["pupils"]}
    unknown = [row for row in pupils if row[5] is None]
    assert len(pupils) == 1920
    assert 0 < len(unknown) < len(pupils)
    assert {row[2] for row in pupils} == set(good)


def test_a_quote_escaped_by_a_backslash_is_a_quote() -> None:
    rows, notices = read("r34-backslash-quotes")
    assert 'BS "De Ark", locatie' in {row[3] for row in rows["schools"]}
    assert notices == ("schools.csv: read as quotes escaped by a backslash",)
    assert rows["pupils"] == read("r00-base")[0]["pupils"]


def data_files(case: str) -> list[Path]:
    """The files of a case that hold rows."""
    return [
        file
        for file in (CASES / case).rglob("*")
        if file.is_file()
        and file.name.lower().endswith((".csv", ".csv.gz", ".parquet"))
        and not file.name.startswith((".", "_"))
    ]


def rows_in(file: Path) -> tuple[int, int]:
    """The rows of a file and how many of them are blank, without the readers of the project."""
    if file.suffix == ".parquet":
        query = "select num_rows from parquet_file_metadata(?)"
        with duckdb.connect() as connection:
            return connection.execute(query, [str(file)]).fetchall()[0][0], 0
    content = file.read_bytes()
    content = gzip.decompress(content) if file.suffix == ".gz" else content
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    separator = max(",;\t", key=text.count)
    escape = "\\" if '\\"' in text else None
    lines = list(
        csv.reader(
            io.StringIO(text, newline=""),
            delimiter=separator,
            escapechar=escape,
            doublequote=not escape,
            strict=True,
        )
    )
    # a title, or what separates the cells, is on a line above the header
    width = max(map(len, lines))
    n_above = next(i for i, cells in enumerate(lines) if sum(map(bool, cells)) * 2 > width)
    rows = lines[n_above + 1 :]
    return len(rows), sum(not any(cells) for cells in rows)


@pytest.mark.parametrize("case", READ)
def test_every_row_is_read_but_blank_ones(case: str) -> None:
    files = data_files(case)
    expected = N_ROWS[LAYOUTS[case[0]]] | N_ROWS_OF_CASE.get(case, {})
    rows, _ = read(case)
    n_files = 0
    found = {}
    for table, after in rows.items():
        part = IN_PATH.get(table, table)
        of_table = [f for f in files if part in f.relative_to(CASES / case).as_posix().lower()]
        n_files += len(of_table)
        counted = [rows_in(file) for file in of_table]
        before, n_blank = (sum(each[i] for each in counted) for i in (0, 1))
        assert before - n_blank == len(after)
        found[table] = (before, len(after))
    assert found == expected
    assert n_files == len(files)


def test_every_case_is_gone_through() -> None:
    there = {path.name for path in Path(CASES).iterdir() if path.is_dir()}
    assert there == {*READ, *REFUSED}
