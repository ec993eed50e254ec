"""`cbs.yml`: a site that names its files otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.cbs import cbs_files, found_in, said, serving, write_cbs, write_file
from segmon.errors import DeliveryError

PARENTS = "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1"
PERSONS = "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_cbs(tmp_path / "g", ending=lambda name: ".parquet")


def site(folder: Path, text: str) -> Path:
    (folder / "cbs.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_site_names_files_by_year_and_version(folder: Path) -> None:
    persons = cbs_files()[PERSONS]
    for name in ("Persons_2022_r1", "Persons_2022_r10", "persons_2022_r9"):
        write_file(persons, folder / "personen" / f"{name}.csv")
    site(folder, "files:\n  cbs_persons: personen/persons_{year}_r{version}.*\n")
    found = found_in(folder)
    assert serving(found, "cbs_persons") == dict.fromkeys(
        ["2022-2023", "2023-2024"], "personen/Persons_2022_r10.csv"
    )
    assert said(found) == [
        "no GBAPERSOON of 2023: that of 2022 serves 2023-2024, and knows nothing of what came"
        " since",
        f"{PERSONS}.parquet: not used: cbs.yml names other files of cbs_persons",
        "personen/Persons_2022_r1.csv: not used: V10 of the same year is read",
        "personen/persons_2022_r9.csv: not used: V10 of the same year is read",
    ]


def test_a_site_names_the_one_file_of_two(folder: Path) -> None:
    write_file(cbs_files()[PARENTS], folder / "copy" / "KINDOUDER2023TABV1.csv")
    site(folder, f'files: {{cbs_parents: "{PARENTS}.parquet"}}')
    found = found_in(folder)
    assert set(serving(found, "cbs_parents").values()) == {f"{PARENTS}.parquet"}
    assert [each.file_year for each in found.serving if each.table_name == "cbs_parents"] == [
        *("----", "----")
    ]


def test_a_site_names_files_in_any_folder_of_any_name(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "h"
    names = {
        "a/lijst": cbs_files()["municipalities"],
        "b/scholen": cbs_files()["schools_register"],
        "c/kind": cbs_files()[PARENTS],
    }
    for name, rows in names.items():
        write_file(rows, other / f"{name}.csv")
    (folder / "municipalities.csv").unlink()
    text = """
    files:
      municipalities: "**/lijst.csv"
      cbs_school_register: ["b/*.csv"]
      cbs_parents: 'c\\k?nd.csv'
    """
    site(other, text)
    found = found_in(folder, other)
    assert set(serving(found, "cbs_parents").values()) == {"h/c/kind.csv"}
    assert set(serving(found, "cbs_school_register").values()) == {"h/b/scholen.csv"}
    (lists,) = [table for table in found.tables if table.name == "municipalities"]
    assert list(lists.files) == ["h/a/lijst.csv"]


BAD = {
    "files: [": "cbs.yml, line 1: ",
    "files: {cbs_persons: *_{year}.csv}": "cbs.yml, line 1: ",
    "": "cbs.yml names no files",
    "files: persons.csv": "cbs.yml names no files",
    "cbs_persons: persons.csv": "cbs.yml names no files",
    "files: {cbs_persons: a.csv}\nfolders: {}": "cbs.yml: folders is not known there",
    "files: {cbs_person: a.csv}": "cbs_person is no table of layout cbs; did you mean cbs_persons?",
    "files: {x: a.csv}": "x is no table of layout cbs; its tables are cbs_primary_enrolments",
    "files: {cbs_persons: 2023}": "cbs.yml: the files of cbs_persons are 2023; write a name or a",
    "files: {cbs_persons: {2023: a.csv}}": "the files of cbs_persons are",
    "files: {cbs_persons: [a.csv, 3]}": "the files of cbs_persons are 3",
    'files: {cbs_persons: "p_{jaar}.csv"}': "has something in braces that is not {year} or",
    'files: {cbs_persons: "p_{year}_{year}.csv"}': "has something in braces that is not {year} or",
    'files: {cbs_persons: "p_{year.csv"}': "has something in braces that is not {year} or",
    'files: {cbs_household_incomes: "inkomen.csv"}': "does not say of which year a file is: put",
    'files: {municipalities: "m_{year}.csv"}': "is of every school year: name the one file",
    'files: {cbs_persons: "/data/p.csv"}': "leads out of the folder: name files as",
    'files: {cbs_persons: "../p.csv"}': "leads out of the folder",
    'files: {cbs_persons: "G:/p.csv"}': "leads out of the folder",
    'files: {cbs_persons: "p_{year}.csv"}': "no file is named p_{year}.csv (cbs_persons),",
    'files: {cbs_persons: "readings.xlsx"}': "readings.xlsx (cbs_persons) has no ending that",
    'files: {cbs_persons: "**/GBA*.parquet", cbs_home_addresses: "**/*{year}BUS*"}': (
        "would be cbs_home_addresses and cbs_persons; make the patterns narrower"
    ),
}


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_one_is_refused_in_a_sentence(text: str, folder: Path) -> None:
    (folder / "readings.xlsx").write_text("x")
    with pytest.raises(DeliveryError) as refused:
        found_in(site(folder, text))
    assert re.search(re.escape(BAD[text]), str(refused.value)), str(refused.value)
    assert "\n" not in str(refused.value)
