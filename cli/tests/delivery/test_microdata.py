"""A delivery of microdata: its files become relations, whatever their form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.cbs import CHILDREN, FATHERS, MOTHERS, cbs_files, write_cbs
from segmon.database import connect
from segmon.delivery.find import find_delivery
from segmon.delivery.open import open_delivery
from segmon.private import private_while_it_lasts

FORMS = (".sav", ".dta", ".parquet", ".csv")


def opened(*folders: Path, school_years: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """The rows of each relation of a delivery."""
    with private_while_it_lasts(), connect() as connection:
        found = find_delivery(folders, "cbs", school_years)
        open_delivery(connection, found)
        names = [*(table.name for table in found.tables), "cbs_serving_files"]
        return {
            name: connection.execute(f"from delivery.{name} order by all").fetchall()
            for name in names
        }


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(form: str, tmp_path: Path) -> None:
    tables = opened(write_cbs(tmp_path, ending=lambda name: form))
    assert [row[:3] for row in tables["cbs_primary_enrolments"]] == [
        (year, "R", child) for year in ("2022", "2023") for child in CHILDREN[:2]
    ]
    assert [row[5] for row in tables["cbs_primary_enrolments"]] == [" 1", " 8"] * 2
    assert [(row[2], row[4], row[6]) for row in tables["cbs_parents"]] == list(
        zip(CHILDREN, FATHERS, MOTHERS, strict=True)
    )
    percentiles = {(row[2], float(row[3])) for row in tables["cbs_household_incomes"]}
    assert percentiles == {
        *(("000000201", 12), ("000000202", -1), ("000000204", 100), ("000000303", -2))
    }
    assert {row[3] for row in tables["cbs_education_levels"]} == {"1111", "2121", "3213"}
    assert tables["cbs_object_municipalities"] == [
        ("2023", "o1", "2022", "0363"),
        ("2023", "o1", "2023", "0363"),
        ("2023", "o2", "2022", "0637"),
        ("2023", "o2", "2023", "0637"),
        ("2023", "o3", "2022", "0457"),
        ("2023", "o3", "2023", "0363"),
    ]
    assert tables["cbs_route_distances"] == []
    assert len(tables["municipalities"]) == 4


def test_files_serve_school_years(tmp_path: Path) -> None:
    serving = opened(write_cbs(tmp_path))["cbs_serving_files"]
    assert ("cbs_primary_enrolments", "2022-2023", "2022") in serving
    assert ("cbs_parents", "2022-2023", "2023") in serving
    assert ("cbs_persons", "2022-2023", "2023") in serving
    assert ("cbs_school_register", "2023-2024", "----") in serving
    assert len(serving) == len(set(serving)) == 2 * 12


def test_the_sample_has_a_file_of_every_table_but_one(tmp_path: Path) -> None:
    write_cbs(tmp_path, cbs_files())
    with private_while_it_lasts():
        found = find_delivery(tmp_path, "cbs")
    assert [str(notice) for notice in found.notices] == [
        "no route_distances: distances are straight lines"
    ]
