"""Values of microdata, in whatever form: codes, never labels; nothing lost, nothing guessed."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import polars
import pytest
from polars_readstat import write_readstat

from helpers.cbs import Files, cbs_files, found_in, write_cbs
from segmon.checks.checked import check_delivery
from segmon.database import connect
from segmon.delivery.files import FILE, ROW
from segmon.delivery.find import find_delivery, room_for
from segmon.delivery.open import open_delivery
from segmon.errors import UsageError
from segmon.private import private_folder

INCOMES = "InkomenBestedingen/INHATAB/INHA2022TABV1"
PERSONS = "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"
LEVELS = "Onderwijs/HOOGSTEOPLTAB/2022/HOOGSTEOPL2022TABV3"
PRIMARY = "Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2"
PARENTS = "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1"
FORMS = (".sav", ".dta", ".parquet", ".csv")


def rows(folder: Path, query: str) -> list[Any]:
    with room_for("cbs"), connect() as connection:
        open_delivery(connection, find_delivery(folder, "cbs"))
        return connection.execute(query).fetchall()


def rewritten(file: Path, **options: Any) -> None:
    """Write a file of the sample anew, with labels or with values declared to be missing."""
    frame = cbs_files()[next(name for name in cbs_files() if file.stem in name)]
    columns = {str(name): values.to_list() for name, values in frame.items()}
    write_readstat(polars.DataFrame(columns), str(file), **options)


DECLARED: dict[str, Any] = {
    "values": [-1, -2],
    "a range": [{"lo": -2, "hi": -1}],
    "a range and a value": [{"lo": -9, "hi": -2}, -1],
}


@pytest.mark.parametrize("declared", DECLARED)
def test_labels_are_not_read_nor_are_missing_codes_lost(declared: str, tmp_path: Path) -> None:
    folder = write_cbs(tmp_path)
    rewritten(
        folder / f"{INCOMES}.sav",
        value_labels={"INHP100HGEST": {-1: "onbekend", -2: "institutioneel", 12: "twaalf"}},
        missing_ranges={"INHP100HGEST": DECLARED[declared]},
    )
    query = (
        "select income_percentile from delivery.cbs_household_incomes where file_year = '2022'"
        " order by 1"
    )
    assert rows(folder, query) == [(-2,), (-1,), (12,), (100,)]


def test_nor_are_texts_that_are_declared_missing(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path)
    rewritten(
        folder / f"{PERSONS}.sav",
        missing_ranges={"GBAGEBOORTELAND": ["----", "0000"]},
        compressed=True,
    )
    rewritten(folder / f"{PARENTS}.sav", missing_ranges={"RINPERSOONpa": ["--------"]})
    query = "select gbageboorteland from delivery.cbs_persons order by 1"
    assert rows(folder, query) == [("----",), ("6030",), ("6030",), ("7009",)]
    query = "select rinpersoonpa from delivery.cbs_parents order by 1 limit 1"
    assert rows(folder, query) == [("---------",)]


def test_what_declares_codes_missing_is_copied_for_a_moment(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path)
    rewritten(folder / f"{INCOMES}.sav", missing_ranges={"INHP100HGEST": [-1, -2]})
    content = (folder / f"{INCOMES}.sav").read_bytes()
    with room_for("cbs"), connect() as connection:
        open_delivery(connection, find_delivery(folder, "cbs"))
        private = private_folder()
        assert private
        assert {file.suffix for file in private.iterdir()} == {".parquet", ""}
    assert (folder / f"{INCOMES}.sav").read_bytes() == content


@pytest.mark.parametrize("form", FORMS)
def test_columns_may_be_in_any_case_and_of_an_older_generation(form: str, tmp_path: Path) -> None:
    files: Files = {
        name: frame.rename(columns=str.upper if i % 2 else str.lower)
        for i, (name, frame) in enumerate(cbs_files().items())
    }
    old = files[LEVELS].rename(columns=lambda name: name.replace("2021", "2016"))
    # of both generations, the later one is read
    both = files[LEVELS.replace("2022", "2023")]
    both["OPLNIVSOI2016AGG4HBMETNIRWO"] = "9999"
    files[LEVELS] = old
    query = "select distinct education_level from delivery.cbs_education_levels order by 1"
    folder = write_cbs(tmp_path, files, lambda name: form)
    assert rows(folder, query) == [("1111",), ("2121",), ("3213",)]


@pytest.mark.parametrize("form", [".sav", ".dta", ".parquet"])
def test_codes_that_are_numbers_have_lost_their_zeros_and_are_read(
    form: str, tmp_path: Path
) -> None:
    files = cbs_files()
    persons = files[PERSONS]
    persons["RINPERSOON"] = [201.0, 202.0, 301.0, 303.0]
    persons["GBAGEBOORTELAND"] = [6030.0, 7009.0, 6030.0, None]
    addresses = files["Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1"]
    addresses["gemcode"] = [363, 637]
    addresses["BRINVest"] = [0, 1]
    folder = write_cbs(tmp_path, files, lambda name: form)
    query = "select rinpersoon, gbageboorteland from delivery.cbs_persons order by 1"
    assert rows(folder, query) == [
        ("201", "6030"),
        ("202", "7009"),
        ("301", "6030"),
        ("303", None),
    ]
    query = (
        "select brinvest, gemcode from delivery.cbs_school_addresses where file_year = '2022'"
        " order by 1"
    )
    assert rows(folder, query) == [("0", "363"), ("1", "637")]
    assert check_delivery(folder, "cbs").n_rows["cbs_persons"] == 4


def test_years_may_be_in_several_forms(tmp_path: Path) -> None:
    endings = dict.fromkeys([PERSONS, INCOMES, PRIMARY], ".csv") | {LEVELS: ".parquet"}
    folder = write_cbs(tmp_path, ending=lambda name: endings.get(name, ".sav"))
    checked = check_delivery(folder, "cbs")
    assert checked.n_rows["cbs_household_incomes"] == 8
    query = (
        "select distinct file_year, cast(income_percentile as double)"
        " from delivery.cbs_household_incomes order by 1, 2"
    )
    assert rows(folder, query) == [
        (year, value) for year in ("2022", "2023") for value in (-2, -1, 12, 100)
    ]


def test_rows_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "g"
    n = 30_000
    many = pd.DataFrame(
        {
            "RINPERSOONS": "R",
            "RINPERSOON": [f"{i:09d}" for i in range(n, 0, -1)],
            "RINPERSOONSHKW": "R",
            "RINPERSOONHKW": "000000201",
        }
    )
    files = cbs_files()
    files["InkomenBestedingen/KOPPELPERSOONHUISHOUDEN2022"] = many
    write_cbs(folder, files)
    with room_for("cbs"), connect() as connection:
        found = find_delivery(folder, "cbs")
        opened = open_delivery(connection, found)
        (members,) = [each for each in opened.tables if each.name == "cbs_household_members"]
        query = (
            f'select "{FILE}", count(*), count(*) filter (where "{ROW}" = {n + 1} -'
            f" cast(rinpersoon as integer)) {members.numbered_rows} where file_year = '2022'"
            " group by 1"
        )
        (row,) = connection.execute(query).fetchall()
    assert row == (str((folder / f"{next(iter(members.found.files))}").resolve()), n, n)


def in_latin_1(file: Path, *texts: str) -> None:
    """Write texts of a file of SPSS in Latin-1, each as long as a placeholder of `~`."""
    content = file.read_bytes()
    for text in texts:
        placeholder = "".join("~" if ord(char) > 127 else char for char in text).encode()
        assert placeholder in content
        content = content.replace(placeholder, text.encode("latin-1"))
    # the code page, in the record of the machine that wrote it
    code_page = struct.pack("<2i", 2, 65001)
    assert content.count(code_page) == 1
    file.write_bytes(content.replace(code_page, struct.pack("<2i", 2, 1252)))


def test_texts_may_be_in_latin_1(tmp_path: Path) -> None:
    files = cbs_files()
    files["schools_register"]["DENOMINATIE"] = ["Gere~formeerd", "Openbaar"]
    folder = write_cbs(tmp_path, files)
    in_latin_1(folder / "schools_register.sav", "Gereëformeerd")
    query = "select denominatie from delivery.cbs_school_register order by 1"
    assert rows(folder, query) == [("Gereëformeerd",), ("Openbaar",)]


@pytest.mark.parametrize("n_before", [0, 40_000])
def test_a_csv_may_be_in_latin_1(n_before: int, tmp_path: Path) -> None:
    files = cbs_files()
    addresses = files["Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1"]
    many = [f"x{i:020}" for i in range(n_before)]
    same = {"BRINVest": "00", "RINObjectnummer": "o1", "gemcode": "0363", "PLAATSNAAM": "x"}
    places = pd.DataFrame({"BRIN_crypt": many, **same})
    addresses["PLAATSNAAM"] = ["Curaçao", "Súdwest-Fryslân"]
    files["Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1"] = pd.concat([places, addresses])
    folder = write_cbs(tmp_path, files, lambda name: ".csv")
    file = folder / "Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1.csv"
    file.write_bytes(file.read_bytes().decode().encode("latin-1"))
    query = "select count(*), max(gemcode) from delivery.cbs_school_addresses"
    assert rows(folder, query) == [(n_before + 4, "0637")]
    (notice,) = [n for n in found_in(folder).notices if "BRINADRESSEN2022" in n.file]
    assert notice.text == "read as texts in Latin-1"


def test_padded_texts_keep_what_is_in_front_of_them(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path)
    query = "select distinct wpoleerjaar, wpodenominatie from delivery.cbs_primary_enrolments"
    assert sorted(rows(folder, query)) == [(" 1", "RK"), (" 8", "RK")]


def test_an_empty_text_is_unknown(tmp_path: Path) -> None:
    files = cbs_files()
    files[PERSONS]["GBAGEBOORTELAND"] = ["6030", "", "", "----"]
    for form in FORMS:
        folder = write_cbs(tmp_path / form, files, lambda name, form=form: form)  # type: ignore[misc]
        query = "select gbageboorteland from delivery.cbs_persons order by rinpersoon"
        assert rows(folder, query) == [("6030",), (None,), (None,), ("----",)]


def test_only_the_columns_that_are_needed_are_written(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path / "g")
    with room_for("cbs"), connect() as connection:
        found = find_delivery(folder, "cbs")
        open_delivery(connection, found)
        written = {
            file.label: connection.execute(
                "select name from parquet_schema(?) where type is not null", [str(file.parquet)]
            ).fetchall()
            for table in found.tables
            for file in table.statistics
        }
    assert [name for (name,) in written[f"{INCOMES}.sav"]] == [
        "RINPERSOONSHKW",
        "RINPERSOONHKW",
        "INHP100HGEST",
    ]
    assert len(written) == 7 * 2 + 5


def test_a_file_without_the_library_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_cbs(tmp_path)
    monkeypatch.setitem(sys.modules, "polars_readstat", None)
    with pytest.raises(UsageError, match=r"\.sav needs further packages: pip install 'segmon\["):
        rows(folder, "select 1")
    write_cbs(tmp_path / "parquet", ending=lambda name: ".parquet")
    assert rows(tmp_path / "parquet", "select 1") == [(1,)]
