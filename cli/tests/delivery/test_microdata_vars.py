"""Vars of the project that choose among files and columns of microdata."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.cbs import cbs_files, delivered, found_in, said, serving, without
from helpers.projects import copy_project
from segmon.database import connect
from segmon.delivery.find import room_for
from segmon.delivery.open import open_delivery
from segmon.errors import UsageError

DIVISIONS = "BouwenWonen/VSLGWBTAB/VSLGWB2023TAB03V1"
Choose = Callable[..., None]


@pytest.fixture
def choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Chooses a var of the project."""

    def chosen(name: str, value: str) -> None:
        project = copy_project(tmp_path / f"project {value}")
        settings = project / "dbt_project.yml"
        text = re.sub(f"^  {name}: .*$", f"  {name}: {value}", settings.read_text(), flags=re.M)
        settings.write_text(text)
        monkeypatch.setenv("SEGMON_PROJECT", str(project))

    return chosen


def test_incomes_may_be_of_the_year_before(tmp_path: Path, choose: Choose) -> None:
    choose("income_year_offset", "-1")
    found = delivered(tmp_path / "g", cbs_files())
    years = {e.school_year: e.file_year for e in found.serving if "household" in e.table_name}
    assert years == {"2023-2024": "2022"}
    assert said(found)[0] == (
        "no KOPPELPERSOONHUISHOUDEN and no INHA of 2021: no figures of income in 2022-2023"
    )
    choose("income_year_offset", "last")
    with pytest.raises(UsageError, match="income_year_offset is last; it is a whole number"):
        found_in(tmp_path / "g")


def test_incomes_may_be_without_households_of_students(tmp_path: Path, choose: Choose) -> None:
    choose("income_column", "inhp100hgestes")
    found = delivered(tmp_path / "g", cbs_files())
    with room_for("cbs"), connect() as connection:
        open_delivery(connection, found)
        query = "select distinct income_percentile from delivery.cbs_household_incomes order by 1"
        assert connection.execute(query).fetchall() == [(-2,), (-1,), (11,), (99,)]


def test_a_school_year_has_its_own_division(tmp_path: Path) -> None:
    files = cbs_files()
    files["VSLGWB2022TAB03V2"] = files[DIVISIONS].drop(columns="gem2023")
    found = delivered(tmp_path, files)
    assert serving(found, "cbs_object_municipalities") == {
        "2022-2023": "VSLGWB2022TAB03V2.parquet",
        "2023-2024": f"{DIVISIONS}.parquet",
    }
    files[DIVISIONS] = files.pop("VSLGWB2022TAB03V2")
    assert said(delivered(tmp_path / "other", files)) == [
        "no VSLGWB with a column gem2023: municipalities are those of BRINADRESSEN in 2023-2024"
    ]


def test_all_school_years_may_have_one_division(tmp_path: Path, choose: Choose) -> None:
    choose("municipal_division", "2023")
    files = cbs_files()
    files["VSLGWB2022TAB03V2"] = files[DIVISIONS].drop(columns="gem2023")
    delivered(tmp_path / "g", files)
    found = found_in(tmp_path / "g", school_years=("2022-2023",))
    # the file of its own year does not know it
    assert serving(found, "cbs_object_municipalities") == {"2022-2023": f"{DIVISIONS}.parquet"}
    with room_for("cbs"), connect() as connection:
        open_delivery(connection, found)
        query = "select distinct file_year, division_year from delivery.cbs_object_municipalities"
        assert connection.execute(query).fetchall() == [("2023", "2023")]
        # those of 2023-2024 are read, though no pupil of that year is
        query = "select distinct school_year from delivery.municipalities order by 1"
        assert connection.execute(query).fetchall() == [("2022-2023",), ("2023-2024",)]


def test_without_its_file_a_division_follows_from_mergers(tmp_path: Path, choose: Choose) -> None:
    choose("municipal_division", "2023")
    assert said(delivered(tmp_path / "g", without("VSLGWB"))) == [
        "no VSLGWB: municipalities of 2023 follow from seeds/municipality_changes.csv, which knows"
        " mergers and no splits"
    ]
