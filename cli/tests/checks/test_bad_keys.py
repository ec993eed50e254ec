"""Rows that occur twice, or refer to nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from helpers.deliveries import Form, write_delivery
from helpers.running import Deliver
from helpers.spoils import (
    KNOWN_GROUP,
    KNOWN_MUNICIPALITY,
    KNOWN_SCHOOL,
    TABLES,
    Case,
    cell,
    finding,
    in_parts,
    refusal,
    repeat_first,
    rows,
)

CASES = [
    Case(
        "pupil twice",
        "register",
        rows("pupils", repeat_first),
        *("pupils", "", "each row has a key (school_year, sector, pupil_id) of its own", 2),
        ("2022-2023 po 00AP00",),
    ),
    Case(
        "pupil at two schools",
        "register",
        rows("pupils", partial(repeat_first, school_id="16AH00")),
        *("pupils", "", "each row has a key (school_year, sector, pupil_id) of its own", 2),
        ("2022-2023 po 00AP00", "2022-2023 po 16AH00"),
    ),
    Case(
        "school twice",
        "register",
        rows("schools", repeat_first),
        *("schools", "", "each row has a key (school_year, sector, school_id) of its own", 2),
        ("2022-2023 po 00AP00",),
    ),
    Case(
        "municipality twice in two spellings",
        "register",
        rows("municipalities", partial(repeat_first, municipality_code="363")),
        *("municipalities", "", "each row has a key (school_year, municipality_code)", 2),
        ("2022-2023 GM0363",),
    ),
    Case(
        "cell twice",
        "counts",
        rows("school_counts", repeat_first),
        *("school_counts", "", "each row has a key", 2),
        ("2022-2023 po 00AP00 income low",),
    ),
    Case(
        "pupil at an unknown school",
        "register",
        cell("pupils", "school_id", "99ZZ99", 0, 1),
        *("pupils", "school_id", KNOWN_SCHOOL, 2),
        ("2022-2023 po 99ZZ99",),
    ),
    Case(
        "counts of an unknown school",
        "counts",
        cell("school_counts", "school_id", "99ZZ99"),
        *("school_counts", "school_id", KNOWN_SCHOOL, 1),
        ("2022-2023 po 99ZZ99",),
    ),
    Case(
        "pupil at a school of the other sector",
        "register",
        cell("pupils", "school_id", "01AA00"),
        *("pupils", "school_id", KNOWN_SCHOOL, 1),
        ("2022-2023 po 01AA00",),
    ),
    Case(
        "school in an unknown municipality",
        "register",
        cell("schools", "municipality_code", "GM9999"),
        *("schools", "municipality_code", KNOWN_MUNICIPALITY, 1),
        ("2022-2023 GM9999",),
    ),
    Case(
        "municipality known in another year only",
        "register",
        rows("municipalities", lambda frame: frame.iloc[:-1]),
        *("schools", "municipality_code", KNOWN_MUNICIPALITY, 1),
        ("2023-2024 GM0096",),
    ),
    Case(
        "group not in the seed",
        "counts",
        cell("school_counts", "group_code", "lowest"),
        *("school_counts", "group_code", KNOWN_GROUP, 1),
        ("income lowest",),
    ),
    Case(
        "characteristic not in the seed",
        "counts",
        cell("school_counts", "characteristic", "wealth"),
        *("school_counts", "group_code", KNOWN_GROUP, 1),
        ("wealth low",),
    ),
]


@pytest.mark.parametrize("form", [Form.csv, Form.parquet])
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_row_that_is_not_alone_or_belongs_nowhere(
    case: Case, form: Form, deliver: Deliver
) -> None:
    error = refusal(deliver(case.spoil(TABLES[case.layout]()), form), case.layout)
    found = finding(error, case.table, case.column, case.rule)
    assert (found.n_rows, found.examples) == (case.n_rows, case.examples)
    place = f"{case.table}.{case.column}" if case.column else case.table
    for part in (place, f"{case.table}.{form}", found.rule, *found.examples):
        assert part in str(error)


@pytest.mark.parametrize(
    ("layout", "table", "n_rows", "example"),
    [
        ("register", "pupils", 6, "2022-2023 po 00AP00"),
        ("counts", "school_counts", 6, "2022-2023 po 00AP00 income low"),
        ("register", "schools", 6, "2022-2023 po 00AP00"),
    ],
)
def test_the_same_rows_in_two_parts(
    layout: str, table: str, n_rows: int, example: str, tmp_path: Path
) -> None:
    folder = write_delivery(TABLES[layout](), tmp_path)
    in_parts(table, first="from rows", second="from rows limit 3")(folder)
    found = finding(refusal(folder, layout), table, "", "each row has a key")
    assert (found.n_rows, found.file) == (n_rows, f"{table}/")
    assert example in found.examples
