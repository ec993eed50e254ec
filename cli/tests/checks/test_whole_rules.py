"""Rules about all rows together: a delivery whose every row is right, and whose figures are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.deliveries import Tables, counts_tables, register_tables, with_table, write_delivery
from helpers.spoils import refusal
from segmon.checks.checked import check_delivery
from segmon.findings import Finding

COUNTRIES = ["birth_country_parent_1", "birth_country_parent_2"]


def pupils_with(**changed: Any) -> Tables:
    """The hand-made register with other columns of the pupils."""
    tables = register_tables()
    return with_table(tables, "pupils", tables["pupils"].assign(**changed))


def with_countries(**codes: str) -> Tables:
    """The hand-made register with other codes of countries."""
    pupils = register_tables()["pupils"]
    return pupils_with(**{name: pupils[name].replace(codes) for name in COUNTRIES})


def findings(tables: Tables, layout: str, folder: Path) -> list[Finding]:
    """What is said of a delivery: why it is refused, else its warnings."""
    write_delivery(tables, folder)
    try:
        judged = check_delivery(folder, layout).judged
    except Exception as error:
        return [*getattr(error, "findings", ())]
    return [found.finding for found in judged if found.outcome == "warning"]


@pytest.mark.parametrize("code", ["1", "Dutch", "101", "NLD2"])
def test_nobody_is_born_in_nl(code: str, tmp_path: Path) -> None:
    (found,) = findings(with_countries(NL=code), "register", tmp_path)
    assert found.rule == "some pupils have a parent born in NL"
    assert found.observed == 4
    assert found.examples[0].startswith("in po 2022-2023 nobody of ")
    assert f"the codes are {code} (" in found.examples[-1]
    assert found.severity == "error"


@pytest.mark.parametrize("code", ["NLD", "6030", "Nederland", "nld", "Netherlands", " 528 "])
def test_another_code_of_nl_is_named(code: str, tmp_path: Path) -> None:
    """One sentence a column: that nobody is born in NL is the same fault."""
    found = findings(with_countries(NL=code), "register", tmp_path)
    assert [(each.column, each.rule) for each in found] == [
        (name, "each value is a country code, the Netherlands as NL") for name in COUNTRIES
    ]
    assert all(code in each.examples for each in found)


def test_one_year_with_another_code_is_found(tmp_path: Path) -> None:
    pupils = register_tables()["pupils"]
    is_first = pupils.school_year == "2022-2023"
    changed = {
        name: pupils[name].mask(is_first & (pupils[name] == "NL"), "1") for name in COUNTRIES
    }
    (found,) = findings(pupils_with(**changed), "register", tmp_path)
    assert found.observed == 2
    assert all("2023-2024" not in example for example in found.examples)


@pytest.mark.parametrize(
    ("n_in_nl", "is_told"), [(10, True), (120, True), (200, False), (800, True)]
)
def test_a_share_of_nl_out_of_its_band_is_a_warning(
    n_in_nl: int, is_told: bool, tmp_path: Path
) -> None:
    tables = register_tables()
    pupils = tables["pupils"]
    is_changed = (pupils.school_year == "2022-2023") & (pupils.sector == "po")
    one = pupils[is_changed].head(1)
    # 500 pupils: 10 and 120 born in NL are below 0.3 of them, all of them are above 0.995
    n = 500
    many = pd.concat([one] * n, ignore_index=True).assign(
        pupil_id=[f"X{i}" for i in range(n)],
        birth_country_parent_1=["NL" if i < n_in_nl else "XK" for i in range(n)],
        birth_country_parent_2="",
        income_percentile="50",
    )
    found = [
        each
        for each in findings(
            with_table(tables, "pupils", pd.concat([pupils[~is_changed], many])),
            "register",
            tmp_path,
        )
        if "band" in each.rule
    ]
    assert len(found) == is_told
    if is_told:
        assert found[0].severity == "warning"
        assert found[0].examples[0] == f"in po 2022-2023 it is {min(n_in_nl, n) / n:.3f}"


def test_deciles_are_no_percentiles(tmp_path: Path) -> None:
    percentiles = register_tables()["pupils"].income_percentile
    deciles = percentiles.map(lambda value: value and str(max(1, int(value) // 10)))
    found = refusal_of(pupils_with(income_percentile=deciles), tmp_path)
    assert [each.rule for each in found] == ["some pupils have an income percentile above 10"]
    assert "is 9" in found[0].examples[0] or "is 10" in found[0].examples[0]


def test_metres_are_no_kilometres(tmp_path: Path) -> None:
    found = refusal_of(pupils_with(home_to_school_km="640"), tmp_path)
    assert [each.rule for each in found] == ["the mean distance is at most 100 kilometres"]


def refusal_of(tables: Tables, folder: Path) -> tuple[Finding, ...]:
    """Why a register is refused."""
    return refusal(write_delivery(tables, folder), "register").findings


@pytest.mark.parametrize(
    ("column", "group", "is_of_it"),
    [
        ("income_percentile", "low income", lambda value: bool(value) and int(value) <= 25),
        ("income_percentile", "high income", lambda value: bool(value) and int(value) > 75),
        ("education_parent_1", "higher_education", lambda value: value == "higher_education"),
    ],
)
def test_a_group_that_nobody_is_in_is_a_warning(
    column: str, group: str, is_of_it: Any, tmp_path: Path
) -> None:
    pupils = register_tables()["pupils"]
    columns = [column] if column.startswith("income") else [column, column.replace("1", "2")]
    other = "50" if column.startswith("income") else "start_qualification"
    changed = {name: pupils[name].mask(pupils[name].map(is_of_it), other) for name in columns}
    found = findings(pupils_with(**changed), "register", tmp_path)
    named = [each for each in found if each.rule.startswith("somebody is in the group: ")]
    assert [each.rule for each in named] == [f"somebody is in the group: {group} (nobody is)"]


def test_a_characteristic_that_nobody_has_is_no_warning(tmp_path: Path) -> None:
    """A register without countries of birth has figures of the others."""
    found = findings(pupils_with(**dict.fromkeys(COUNTRIES, "")), "register", tmp_path)
    assert not found


def test_a_group_of_counts_without_pupils_is_a_warning(tmp_path: Path) -> None:
    tables = counts_tables()
    counts = tables["school_counts"]
    is_low = (counts.characteristic == "income") & (counts.group_code == "low")
    changed = counts.assign(n_pupils=counts.n_pupils.mask(is_low, "0"))
    found = findings(with_table(tables, "school_counts", changed), "counts", tmp_path)
    assert [each.rule for each in found] == [
        "somebody is in the group: the first group of income (low) (nobody is)"
    ]


@pytest.mark.parametrize("areas", ["nl", "opaque"])
def test_urbanity_is_known_for_a_whole_year_or_not_at_all(areas: str, tmp_path: Path) -> None:
    tables = counts_tables()
    municipalities = tables["municipalities"]
    changed = municipalities.assign(urbanity=["", *municipalities.urbanity[1:]])
    folder = write_delivery(with_table(tables, "municipalities", changed), tmp_path)
    with pytest.raises(Exception, match="filled in, or empty in the whole school year") as error:
        check_delivery(folder, "counts", areas=areas)
    assert [each.n_rows for each in error.value.findings] == [1]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["a\nforged line", "a\tb", "\x1b]0;owned\x07", "a\x85b", "left\u202eright", "\u200e"]
)
@pytest.mark.parametrize(
    ("table", "column"),
    [("schools", "school_name"), ("schools", "school_id"), ("municipalities", "municipality_name")],
)
def test_a_control_character_is_refused_and_shown_escaped(
    table: str, column: str, name: str, tmp_path: Path
) -> None:
    tables = counts_tables()
    changed = tables[table].assign(**{column: [name, *tables[table][column][1:]]})
    error = refusal(write_delivery(with_table(tables, table, changed), tmp_path), "counts")
    assert (table, column) in {(found.table, found.column) for found in error.findings}
    assert name not in str(error)
    assert str(error).isascii() or "\u202e" not in str(error)
