"""Columns of another type, or of several, and pupils that are never shown."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import counts_tables, register_tables, spoiled, write_delivery
from helpers.running import Deliver
from helpers.spoils import TABLES, WHOLE_PERCENTILE, Files, finding, in_parts, refusal, retype
from segmon.checks.checked import check_delivery
from segmon.delivery.open import open_delivery


def test_pupils_are_never_shown_when_their_id_is_a_number(tmp_path: Path) -> None:
    tables = register_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, "pupils", "900000001 as pupil_id")
    error = refusal(folder, "register")
    assert finding(error, "pupils", "", "each row has a key").n_rows == 259
    assert "9000000" not in str(error)


def test_percentiles_of_a_double_column_are_judged(tmp_path: Path) -> None:
    wrong = ["-inf", "101.0", "50.5", "inf", "nan"]
    tables = register_tables()
    for row, value in enumerate(wrong):
        tables = spoiled(tables, "pupils", "income_percentile", value, row)
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, "pupils", "cast(income_percentile as double) as income_percentile")
    found = finding(refusal(folder, "register"), "pupils", "income_percentile", WHOLE_PERCENTILE)
    # no number is no value
    assert (found.n_rows, found.examples) == (4, ("-inf", "101.0", "50.5", "inf"))


#: A column, as another program wrote it, and how it is read.
CODES = [
    ("schools", "municipality_code", "cast(municipality_code[3:] as integer)", "363"),
    ("schools", "municipality_code", "cast(municipality_code[3:] as double)", "363"),
    ("schools", "municipality_code", "cast(municipality_code[3:] as decimal(9, 2))", "363"),
    ("schools", "denomination", "encode(denomination)", "Openbaar"),
    ("schools", "denomination", "coalesce(denomination, '')", "Openbaar"),
]


@pytest.mark.parametrize(
    ("table", "column", "written", "value"), [pytest.param(*case, id=case[2]) for case in CODES]
)
def test_a_code_is_read_as_the_text_that_a_csv_would_have(
    table: str, column: str, written: str, value: str, tmp_path: Path
) -> None:
    tables = counts_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, table, f"{written} as {column}")
    found = check_delivery(folder, "counts").found
    with duckdb.connect() as connection:
        open_delivery(connection, found)
        rows = connection.execute(f"select distinct {column} from delivery.{table}").fetchall()
    assert (value,) in rows
    assert not {("",), (0,), ("nan",)} & set(rows)


@pytest.mark.parametrize(
    ("table", "column", "number", "rule"),
    [
        (
            *("school_counts", "school_id", "cast(regexp_extract(school_id, '[0-9]+') as bigint)"),
            "each school is in `schools`",
        ),
        ("schools", "school_year", "cast(school_year[:4] as integer)", "each value is"),
    ],
)
def test_codes_that_lost_their_zeros_meet_no_row(
    table: str, column: str, number: str, rule: str, tmp_path: Path
) -> None:
    tables = counts_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, table, f"{number} as {column}")
    n_rows = len(tables[table])
    assert finding(refusal(folder, "counts"), table, column, rule).n_rows == n_rows


@pytest.mark.parametrize(
    ("table", "column", "expression", "kind"),
    [
        ("pupils", "school_year", "date '2022-09-01'", "date"),
        ("pupils", "school_year", "timestamp '2022-09-01'", "timestamp"),
        ("pupils", "grade", "true", "boolean"),
        ("schools", "sector", "sector = 'po'", "boolean"),
    ],
)
def test_a_type_that_is_not_read_is_named(
    table: str, column: str, expression: str, kind: str, tmp_path: Path
) -> None:
    tables = register_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, table, f"{expression} as {column}")
    error = refusal(folder, "register")
    assert f"it is of type {kind}" in finding(error, table, column, "text or numbers").rule
    assert len(error.findings) == 1


#: What a column became on its way through another program.
RETYPED = [
    ("pupils", "grade", "-1", "-1"),
    ("pupils", "home_to_school_km", "'inf'::double", "inf"),
    ("pupils", "home_to_school_km", "-0.5", "-0.5"),
    ("municipalities", "urbanity", "2.5", "2.5"),
]


@pytest.mark.parametrize(
    ("table", "column", "expression", "example"), [pytest.param(*c, id=c[2]) for c in RETYPED]
)
def test_a_column_of_another_type_is_judged(
    table: str, column: str, expression: str, example: str, tmp_path: Path
) -> None:
    folder = write_delivery(TABLES["register"](), tmp_path)
    query = f"select * exclude ({column}), {expression} as {column} from rows"
    if column == "home_to_school_km":
        query = f"select *, {expression} as {column} from rows"
    in_parts(table, part=query)(folder)
    found = finding(refusal(folder, "register"), table, column, "each value is")
    assert found.n_rows == len(TABLES["register"]()[table])
    assert found.examples == (example,)


@pytest.mark.parametrize(
    ("column", "first", "second", "rule"),
    [
        ("pupil_id", "row_number() over ()", "pupil_id", "the column has one type in every file"),
        ("pupil_id", "pupil_id", "row_number() over ()", "the column has one type in every file"),
        ("grade", "cast(grade as integer)", "'two'", "the column has one type in every file"),
        ("grade", "cast(grade as integer)", "true", "the column has one type in every file"),
        # numbers of two types are numbers: a part must not be rounded to the type of another one
        ("income_percentile", "50", "50.5::double", WHOLE_PERCENTILE),
    ],
)
def test_parts_of_different_types(
    column: str, first: str, second: str, rule: str, tmp_path: Path
) -> None:
    folder = write_delivery(TABLES["register"](), tmp_path)
    parts = {
        f"part_{year}": f"select * replace ({expression} as {column}) from rows"
        f" where school_year like '{year}-%'"
        for year, expression in ((2022, first), (2023, second))
    }
    in_parts("pupils", **parts)(folder)
    finding(refusal(folder, "register"), "pupils", column, rule)


ACCEPTED_PARTS: list[tuple[str, Files]] = [
    (
        "nothing known in one part",
        in_parts(
            "schools",
            a="select * replace (null as denomination) from rows limit 10",
            b="select * from rows offset 10",
        ),
    ),
    (
        "integers of two widths",
        in_parts(
            "municipalities",
            a="select * replace (cast(urbanity as tinyint) as urbanity) from rows limit 3",
            b="select * replace (cast(urbanity as bigint) as urbanity) from rows offset 3",
        ),
    ),
    ("a part without rows", in_parts("schools", a="from rows", b="from rows limit 0")),
    (
        "columns in another order",
        in_parts(
            "schools",
            a="from rows limit 10",
            b="select school_id, * exclude (school_id) from rows offset 10",
        ),
    ),
]


@pytest.mark.parametrize("change", [pytest.param(c, id=name) for name, c in ACCEPTED_PARTS])
def test_parts_that_differ_and_are_right(change: Files, tmp_path: Path) -> None:
    tables = TABLES["counts"]()
    folder = write_delivery(tables, tmp_path)
    change(folder)
    checked = check_delivery(folder, "counts")
    assert checked.n_rows == {name: len(frame) for name, frame in tables.items()}


@pytest.mark.parametrize("column", ["school_id", "grade", "sector", "education_parent_1"])
def test_pupils_are_never_shown_when_columns_are_swapped(column: str, deliver: Deliver) -> None:
    tables = TABLES["register"]()
    swapped = tables["pupils"].rename(columns={"pupil_id": column, column: "pupil_id"})
    error = refusal(deliver({**tables, "pupils": swapped}), "register")
    assert f"pupils.{column}" in str(error)
    assert "xx-xxxxx-99999" in str(error)
