"""Values and columns that break a rule: the message says what, where, how often and shows some."""

from __future__ import annotations

from pathlib import Path

import pytest
from spoils import (
    N_PUPILS,
    NOT_EMPTY,
    TABLES,
    WHOLE_PERCENTILE,
    Case,
    Files,
    cell,
    finding,
    in_parts,
    refusal,
    retype,
    rows,
    wrong_values,
)

from conftest import Deliver
from deliveries import Form, counts_tables, register_tables, spoiled, write_delivery
from segmon.quality import check_delivery

CASES = [
    wrong_values(
        *("register", "pupils", "income_percentile", WHOLE_PERCENTILE),
        *("250", "0", "12.5", "low", "9" * 30),
    ),
    wrong_values("register", "pupils", "sector", "each value is one of po, vo", "so", "PO"),
    wrong_values(
        "register", "pupils", "grade", "each value is a whole number from 0 to 8", "9", "2a"
    ),
    wrong_values(
        *("register", "pupils", "education_parent_1", "each value is one of"),
        *("higher_eduction", "Higher_education"),
    ),
    wrong_values(
        *("register", "pupils", "school_year", "each value is a school year such as 2023-2024"),
        *("2023", "2023-2025", "2023/2024", "2024-2023", "2023-09-01"),
    ),
    wrong_values(
        *("register", "pupils", "home_to_school_km", "each value is a number of 0 or more"),
        *("-1", "far", "NaN", "inf", "1,5"),
    ),
    wrong_values(
        *("register", "municipalities", "urbanity", "each value is a whole number from 1 to 5"),
        *("6", "0", "very"),
    ),
    wrong_values(
        *("register", "schools", "municipality_code", "each value is a municipality code"),
        *("Amsterdam", "GM03634", "0363.0"),
    ),
    wrong_values(
        "counts", "school_counts", "n_pupils", N_PUPILS, "-1", "2.5", "five", "1e3", "NaN"
    ),
    wrong_values("counts", "school_counts", "n_pupils", N_PUPILS, "< 5", ">5", "<five", "5<"),
    wrong_values(
        *("counts", "schools", "programmes", "each value is programmes such as"),
        *("HAVO;VWO", "HAVO/", "university"),
    ),
    wrong_values(
        *("counts", "school_counts", "school_year", "each value is a school year"),
        *("1-9-2022", "Sep 2022", "2022-2023 "),
    ),
    wrong_values(
        *("register", "pupils", "birth_country_parent_1", "each value is a country code"),
        *("nl", " NL", " "),
    ),
    *[
        Case(
            f"{table}.{column} empty",
            layout,
            cell(table, column, None),
            *(table, column, NOT_EMPTY),
        )
        for layout, table, column in (
            ("register", "pupils", "pupil_id"),
            ("register", "pupils", "school_id"),
            ("register", "pupils", "grade"),
            ("register", "schools", "municipality_code"),
            ("register", "municipalities", "urbanity"),
            ("counts", "school_counts", "n_pupils"),
            ("counts", "school_counts", "characteristic"),
        )
    ],
    *[
        Case(
            f"{table} without rows",
            layout,
            rows(table, lambda frame: frame.head(0)),
            *(table, "", "the table has rows", 0),
        )
        for layout, table in (
            ("register", "pupils"),
            ("counts", "school_counts"),
            ("counts", "schools"),
            ("counts", "municipalities"),
        )
    ],
    *[
        Case(
            f"column {table}.{column} missing",
            layout,
            rows(table, lambda frame, column=column: frame.drop(columns=column)),
            *(table, column, "exactly once (it stands there 0 times)", 0),
        )
        for layout, table, column in (
            ("register", "pupils", "education_parent_2"),
            ("register", "schools", "programmes"),
            ("counts", "school_counts", "n_pupils"),
        )
    ],
    Case(
        "too many pupils of unknown income",
        "register",
        cell("pupils", "income_percentile", None, *range(10)),
        *("pupils", "income", "at most 7% of the pupils in po 2022-2023 are of unknown income", 11),
    ),
]
#: Rules that look at the type of a column, or at files: these are tried on Parquet as well.
TYPED = {"income_percentile", "n_pupils", "urbanity", "programmes", ""}
IN_FORMS = [
    pytest.param(case, form, id=f"{case.name} ({form})")
    for case in CASES
    for form in (Form.csv, Form.parquet)
    if form is Form.csv or case.column in TYPED
]


@pytest.mark.parametrize("layout", TABLES)
@pytest.mark.parametrize("form", Form)
def test_the_unspoiled_delivery_is_accepted(layout: str, form: Form, deliver: Deliver) -> None:
    tables = TABLES[layout]()
    checked = check_delivery(deliver(tables, form), layout)
    assert checked.n_rows == {name: len(frame) for name, frame in tables.items()}


@pytest.mark.parametrize(("case", "form"), IN_FORMS)
def test_a_broken_rule_is_named(case: Case, form: Form, deliver: Deliver) -> None:
    folder = deliver(case.spoil(TABLES[case.layout]()), form)
    error = refusal(folder, case.layout)
    found = finding(error, case.table, case.column, case.rule)
    assert found.n_rows == case.n_rows
    if case.examples:
        assert found.examples == case.examples
    file = f"{case.table}.{form}"
    assert found.file == file
    place = f"{case.table}.{case.column}" if case.column else case.table
    for part in (place, file, found.rule, *found.examples):
        assert part in str(error)


@pytest.mark.parametrize("layout", TABLES)
def test_every_broken_rule_is_reported_at_once(layout: str, deliver: Deliver) -> None:
    tables = spoiled(TABLES[layout](), "schools", "municipality_code", "GM9999")
    error = refusal(deliver(spoiled(tables, "municipalities", "urbanity", "6")), layout)
    assert {found.table for found in error.findings} == {"schools", "municipalities"}


def test_pupils_are_never_shown_when_their_id_is_a_number(tmp_path: Path) -> None:
    tables = register_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, "pupils", "900000001 + row_number() over () as pupil_id")
    error = refusal(folder, "register")
    assert finding(error, "pupils", "pupil_id", "each value is a text").n_rows == 259
    assert "9000000" not in str(error)


def test_percentiles_of_a_double_column_are_judged(tmp_path: Path) -> None:
    wrong = ["-inf", "101.0", "50.5", "inf", "nan"]
    tables = register_tables()
    for row, value in enumerate(wrong):
        tables = spoiled(tables, "pupils", "income_percentile", value, row)
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, "pupils", "cast(income_percentile as double) as income_percentile")
    found = finding(refusal(folder, "register"), "pupils", "income_percentile", WHOLE_PERCENTILE)
    assert (found.n_rows, found.examples) == (5, ("-inf", "101.0", "50.5", "inf", "nan"))


@pytest.mark.parametrize(
    ("table", "column", "number", "n_rows"),
    [
        ("municipalities", "municipality_code", "cast(municipality_code[3:] as integer)", 6),
        ("school_counts", "school_id", "cast(regexp_extract(school_id, '[0-9]+') as bigint)", 240),
        ("schools", "school_id", "cast(regexp_extract(school_id, '[0-9]+') as bigint)", 20),
        ("schools", "school_year", "cast(school_year[:4] as integer)", 20),
        ("schools", "sector", "sector = 'po'", 20),
    ],
)
def test_codes_that_became_numbers_are_refused(
    table: str, column: str, number: str, n_rows: int, tmp_path: Path
) -> None:
    tables = counts_tables()
    folder = write_delivery(tables, tmp_path)
    retype(folder, tables, table, f"{number} as {column}")
    assert finding(refusal(folder, "counts"), table, column, "each value is").n_rows == n_rows


#: What a column became on its way through another program.
RETYPED = [
    ("pupils", "school_year", "date '2022-09-01'", "2022-09-01"),
    ("pupils", "school_year", "timestamp '2022-09-01'", "2022-09-01 00:00:00"),
    ("pupils", "grade", "true", "true"),
    ("pupils", "grade", "-1", "-1"),
    ("pupils", "home_to_school_km", "'nan'::double", "nan"),
    ("pupils", "home_to_school_km", "'inf'::double", "inf"),
    ("pupils", "home_to_school_km", "-0.5", "-0.5"),
    ("pupils", "pupil_id", "encode(pupil_id)", ""),
    ("schools", "municipality_code", "363.0::double", "363.0"),
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
    assert found.examples == ((example,) if example else ())


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
