"""Deliveries that break a rule: every one is refused with a message that says what and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from conftest import Deliver, Segmon
from deliveries import (
    Form,
    Tables,
    counts_tables,
    register_tables,
    spoiled,
    with_table,
    write_delivery,
    write_query,
)
from segmon.errors import DeliveryError, Finding
from segmon.quality import check_delivery

Spoil = Callable[[Tables], Tables]
TABLES: dict[str, Callable[[], Tables]] = {
    "register": cache(register_tables),
    "counts": cache(counts_tables),
}


def cell(table: str, column: str, value: Any, *rows: int) -> Spoil:
    """Another value in a column."""
    return lambda tables: spoiled(tables, table, column, value, *rows)


def rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    """Other rows in a table."""
    return lambda tables: with_table(tables, table, change(tables[table]))


def repeat_first(frame: pd.DataFrame, **changed: str) -> pd.DataFrame:
    """The first row once more, at the end."""
    return pd.concat([frame, frame.head(1).assign(**changed)], ignore_index=True)


@dataclass(frozen=True)
class Case:
    """A spoiled delivery and the finding that names it."""

    name: str
    layout: str
    spoil: Spoil
    table: str
    column: str
    rule: str
    n_rows: int = 1
    examples: tuple[str, ...] = ()


def wrong_values(layout: str, table: str, column: str, rule: str, *wrong: str) -> Case:
    """The first rows have wrong values in a column, which is added where it is not there."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        kept = frame[column] if column in frame else pd.Series([None] * len(frame), dtype=object)
        return frame.assign(**{column: [*wrong, *kept[len(wrong) :]]})

    examples = tuple(sorted(wrong))
    name = f"{table}.{column} wrong"
    return Case(name, layout, rows(table, change), table, column, rule, len(wrong), examples)


KNOWN_SCHOOL = "each school is in `schools` in the same school year and sector"
KNOWN_MUNICIPALITY = "each municipality is in `municipalities` in the same school year"
KNOWN_GROUP = "each characteristic and group is in the seed `characteristics`"
WHOLE_PERCENTILE = "each value is a whole number from 1 to 100"
N_PUPILS = "each value is a number of pupils"
NOT_EMPTY = "the value is not empty"

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
        *("2023", "2023-2025", "2023/2024", "2024-2023"),
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


def refusal(folder: Path, layout: str) -> DeliveryError:
    """The error with which a delivery is refused; it never shows a pupil."""
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, layout)
    assert "-pupil-" not in str(refused.value)
    return refused.value


def finding(error: DeliveryError, table: str, column: str, rule: str) -> Finding:
    """The finding about a rule of a column."""
    found = [
        finding
        for finding in error.findings
        if (finding.table, finding.column) == (table, column) and rule in finding.rule
    ]
    assert len(found) == 1, str(error)
    return found[0]


def retype(folder: Path, tables: Tables, table: str, column: str) -> None:
    """Deliver a table as Parquet instead, a column of it replaced by an SQL expression."""
    (folder / f"{table}.csv").unlink()
    query = f"select * replace ({column}) from frame"
    write_query(query, folder / f"{table}.parquet", frame=tables[table])


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


# --- files that are not what they should be ---


def overwrite(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Other bytes in a file."""
    return lambda folder: (folder / file).write_bytes(change((folder / file).read_bytes())) and None


def line_two(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Another first row."""

    def changed(content: bytes) -> bytes:
        header, row, rest = content.split(b"\n", 2)
        return b"\n".join([header, change(row), rest])

    return changed


def remove(file: str) -> Callable[[Path], None]:
    """The file is not there."""
    return lambda folder: (folder / file).unlink()


def rename(file: str, other: str) -> Callable[[Path], None]:
    """The file goes by another name."""
    return lambda folder: (folder / file).rename(folder / other) and None


def in_both_forms(folder: Path) -> None:
    """The same table as CSV and as Parquet."""
    write_query("select 1 as x", folder / "schools.parquet")


def empty_folder(folder: Path) -> None:
    """A folder for a table, without a file in it."""
    (folder / "schools.csv").unlink()
    (folder / "schools").mkdir()


def parquet_with_doubled_column(folder: Path) -> None:
    """A Parquet file in which two columns have the same name."""
    (folder / "municipalities.csv").unlink()
    file = folder / "municipalities.parquet"
    frame = counts_tables()["municipalities"]
    write_query("select *, 1 as urbanitz from frame", file, frame=frame)
    file.write_bytes(file.read_bytes().replace(b"urbanitz", b"urbanity"))


def truncated_parquet(folder: Path) -> None:
    """A Parquet file whose copy broke off."""
    (folder / "municipalities.csv").unlink()
    file = folder / "municipalities.parquet"
    write_query("select * from frame", file, frame=counts_tables()["municipalities"])
    file.write_bytes(file.read_bytes()[:-100])


LATIN = "Súdwest-Fryslân"
FILES: list[tuple[str, str, Callable[[Path], None], tuple[str, ...]]] = [
    ("no pupils", "register", remove("pupils.csv"), ("pupils: the file is there", "pupils.csv")),
    ("no schools", "counts", remove("schools.csv"), ("schools: the file is there", "schools.csv")),
    (
        "doubled column",
        "counts",
        overwrite("schools.csv", lambda b: b.replace(b"denomination,", b"school_id,", 1)),
        ("schools.school_id (schools.csv)", "it stands there 2 times"),
    ),
    (
        "doubled column (parquet)",
        "counts",
        parquet_with_doubled_column,
        ("municipalities.urbanity (municipalities.parquet)", "it stands there 2 times"),
    ),
    (
        "semicolons",
        "counts",
        overwrite("schools.csv", lambda b: b.replace(b",", b";")),
        ("schools.school_year (schools.csv)", "it stands there 0 times"),
    ),
    ("in two forms", "counts", in_both_forms, ("schools.parquet", "schools.csv", "keep one")),
    ("folder without files", "counts", empty_folder, ("schools", "no Parquet file")),
    (
        "cp1252",
        "counts",
        overwrite("municipalities.csv", lambda b: b.replace(b"Vlieland", LATIN.encode("cp1252"))),
        ("municipalities.csv", "UTF-8"),
    ),
    (
        "latin-1 far into the file",
        "register",
        overwrite("pupils.csv", lambda b: b.replace(b"vo,", b"v\xf3,")),
        ("pupils.csv", "UTF-8"),
    ),
    (
        "UTF-16",
        "counts",
        overwrite("municipalities.csv", lambda b: b.decode().encode("utf-16")),
        ("municipalities.csv", "UTF-8"),
    ),
    (
        "a cell too many",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row + b",x")),
        ("pupils.csv", "Line: 2"),
    ),
    (
        "a cell too few",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row.rsplit(b",", 1)[0])),
        ("pupils.csv", "Line: 2"),
    ),
    (
        "a quote that is never closed",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row.replace(b",po,", b',"po,'))),
        ("pupils.csv",),
    ),
    ("no bytes", "counts", overwrite("schools.csv", lambda _: b""), ("schools.csv", "0 times")),
    ("truncated Parquet", "counts", truncated_parquet, ("municipalities.parquet",)),
    (
        "text named .parquet",
        "counts",
        rename("schools.csv", "schools.parquet"),
        ("schools.parquet", "cannot be read"),
    ),
]


@pytest.mark.parametrize(
    ("layout", "change", "said"), [pytest.param(*case, id=name) for name, *case in FILES]
)
def test_a_broken_file_is_named(
    layout: str, change: Callable[[Path], None], said: tuple[str, ...], tmp_path: Path
) -> None:
    folder = write_delivery(TABLES[layout](), tmp_path)
    change(folder)
    message = str(refusal(folder, layout))
    for part in said:
        assert part in message


# --- through the command ---


@pytest.mark.parametrize(
    ("case", "parts"),
    [
        (
            cell("pupils", "income_percentile", "250"),
            ("pupils.income_percentile", "pupils.csv", WHOLE_PERCENTILE, "250"),
        ),
        (cell("pupils", "school_id", "99ZZ99"), ("pupils.school_id", KNOWN_SCHOOL, "99ZZ99")),
    ],
    ids=["percentile 250", "unknown school"],
)
def test_a_refused_delivery_leaves_the_warehouse_as_it_was(
    case: Spoil, parts: tuple[str, ...], deliver: Deliver, published: Path, segmon: Segmon
) -> None:
    delivery = deliver(case(register_tables()))
    run = segmon(*("build", "--input", delivery, "--layout", "register", "--warehouse", published))
    assert run.returncode == 1
    assert run.stdout == ""
    for part in (*parts, "nothing was published"):
        assert part in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_folder_that_is_not_there_is_wrong_usage(command: str, segmon: Segmon) -> None:
    run = segmon(command, "--input", "no-such-folder", "--layout", "register")
    assert run.returncode == 2
    assert "no-such-folder" in run.stderr
    assert "Traceback" not in run.stderr
