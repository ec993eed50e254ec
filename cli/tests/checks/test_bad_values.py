"""Values and columns that break a rule: the message says what, where, how often and shows some."""

from __future__ import annotations

import pytest

from helpers.deliveries import Form, spoiled
from helpers.running import Deliver
from helpers.spoils import (
    N_PUPILS,
    NOT_EMPTY,
    TABLES,
    WHOLE_PERCENTILE,
    Case,
    cell,
    finding,
    refusal,
    rows,
    wrong_values,
)
from segmon.checks.checked import check_delivery

NO_WORD = "each value is a code, not a word for a missing value"
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
        wrong_values("register", "pupils", f"birth_country_parent_{i}", NO_WORD, *words)
        for i in (1, 2)
        for words in (
            ("NA", "na ", "Null", "#N/A", "nan"),
            ("Onbekend", "N.v.t.", "\\N", "XX"),
            ("-", ".", "?", "---------", "( )"),
            ("0", "0000"),
        )
    ],
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
            *(table, "", "the table has rows (it is empty)", 0),
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
            *(table, column, f"exactly once ({column} is not there", 0),
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
