"""Which files of a delivery of microdata are read, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.cbs import (
    cbs_files,
    delivered,
    found_in,
    said,
    serving,
    without,
    write_cbs,
    write_file,
)
from segmon.errors import DeliveryError
from segmon.findings import N_LISTED, listed_notices

PARENTS = "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1"
PERSONS = "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"


COSTS = {
    ("HOOGSTEOPL2022",): ["no HOOGSTEOPL of 2022: no figures of education in 2022-2023"],
    ("HOOGSTEOPL",): ["no HOOGSTEOPL: no figures of education"],
    ("GBAPERSOON",): ["no GBAPERSOON: no figures of migration"],
    ("KINDOUDER",): ["no KINDOUDER: no figures of education and migration"],
    ("INHA2023",): ["no INHA of 2023: no figures of income in 2023-2024"],
    ("INHA", "KOPPEL"): ["no KOPPELPERSOONHUISHOUDEN and no INHA: no figures of income"],
    ("INHA", "KOPPEL", "GBAADRES", "VSLCOORD"): [
        "no KOPPELPERSOONHUISHOUDEN and no INHA: no figures of income",
        "no GBAADRESOBJECT and no VSLCOORDTAB: no travel distances",
    ],
    ("INHA2023", "KOPPELPERSOONHUISHOUDEN2022"): [
        "no KOPPELPERSOONHUISHOUDEN of 2022: no figures of income in 2022-2023",
        "no INHA of 2023: no figures of income in 2023-2024",
    ],
    ("VSLGWB",): ["no VSLGWB: municipalities are those of BRINADRESSEN"],
    ("INSCHRWPOTAB2022",): ["no INSCHRWPOTAB of 2022: no primary education in 2022-2023"],
    ("schools",): [
        "no schools_register: no school types, and no denominations of secondary schools"
    ],
    ("GBAADRESOBJECT2023",): [
        "no GBAADRESOBJECT of 2023: that of 2022 serves 2023-2024, and knows nothing of what came"
        " since"
    ],
}


@pytest.mark.parametrize("names", COSTS, ids="-".join)
def test_a_missing_file_is_told_with_what_it_costs(names: tuple[str, ...], tmp_path: Path) -> None:
    assert said(delivered(tmp_path, without(*names))) == COSTS[names]


def test_a_school_year_needs_one_kind_of_enrolments(tmp_path: Path) -> None:
    found = delivered(tmp_path, without("ONDERWIJSINSCHR", "INSCHRWPOTAB2022"))
    assert found.served_years == ("2023-2024",)
    assert "no ONDERWIJSINSCHRTAB: no secondary education" in said(found)
    unused = {notice.file for notice in found.notices if notice.is_unused}
    assert "InkomenBestedingen/INHATAB/INHA2022TABV1.parquet" in unused
    assert f"{PARENTS}.parquet" not in unused


def test_the_highest_version_is_a_number(tmp_path: Path) -> None:
    files = cbs_files()
    for name in ("KINDOUDER2023TABV9", "KINDOUDER2023TABV10", "KINDOUDER2022TABV11"):
        files[name] = files[PARENTS]
    found = delivered(tmp_path, files)
    assert set(serving(found, "cbs_parents").values()) == {"KINDOUDER2023TABV10.parquet"}
    assert said(found) == [
        f"{PARENTS}.parquet: not used: V10 of the same year is read",
        "KINDOUDER2022TABV11.parquet: not used: that of 2023 has what it has, and is read",
        "KINDOUDER2023TABV9.parquet: not used: V10 of the same year is read",
    ]


def test_the_full_file_of_persons_goes_before_the_limited_one(tmp_path: Path) -> None:
    files = cbs_files()
    files["GBAPERSOONKTAB2023V3"] = files["GBAPERSOONKTAB2022V1"] = files[PERSONS]
    found = delivered(tmp_path, files)
    assert serving(found, "cbs_persons") == {
        "2022-2023": "GBAPERSOONKTAB2022V1.parquet",
        "2023-2024": f"{PERSONS}.parquet",
    }
    assert said(found) == [
        f"GBAPERSOONKTAB2023V3.parquet: not used: {PERSONS}.parquet of the same year is read"
    ]


def test_only_the_files_of_a_school_year_are_read(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path, ending=lambda name: ".parquet")
    for file in (folder / "Onderwijs").rglob("*2023*.parquet"):
        file.write_bytes(b"broken, and there twice")
        file.with_suffix(".sav").touch()
    found = found_in(folder, school_years=("2022-2023",))
    assert found.served_years == ("2022-2023",)
    with pytest.raises(DeliveryError, match=r"2021-2022, in a file named .* 2022-2023, 2023-2024"):
        found_in(folder, school_years=("2021-2022",))


UNUSED = {
    "INHA2022TABV1_selectie.csv": "its name is not INHA{YYYY}TABV{n}; if it is INHA, name it in"
    " cbs.yml",
    "GBAPERSOONTAB.sav": "its name is not GBAPERSOON{YYYY}TABV{n}; if it is GBAPERSOON, name it in"
    " cbs.yml",
    "INHA2022TABV1.xlsx": "a workbook: save each sheet as CSV UTF-8",
    "INPA2022TABV1.sav": "no table of layout cbs has this name",
    "INHA2022TABV1.sas7bdat": "a file of a statistics program: export it as CSV UTF-8 or Parquet",
    "pupils.csv": "a table of layout register",
    "register of nothing.csv": "no cbs_school_register: it has no column brin_crypt, brinvest,"
    " denominatie",
    "school.sav": "it is no file of SPSS, whatever its name says",
}


@pytest.mark.parametrize("name", UNUSED)
def test_other_files_are_listed(name: str, tmp_path: Path) -> None:
    folder = write_cbs(tmp_path, ending=lambda _: ".parquet")
    (folder / "Docs" / "deeper").mkdir(parents=True)
    (folder / "Docs" / "deeper" / name).write_text("x\n")
    assert said(found_in(folder)) == [f"Docs/deeper/{name}: not used: {UNUSED[name]}"]


def test_what_tools_leave_and_loops_of_links_are_ignored(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path / "g", ending=lambda name: ".parquet")
    (folder / ".hidden").mkdir()
    write_file(cbs_files()[PARENTS], folder / ".hidden" / "KINDOUDER2023TABV9.csv")
    (folder / "~$INHA2022TABV9.csv").write_text("x")
    (folder / "loop").symlink_to(folder)
    (folder / "KINDOUDER2023TABV1.parquet").symlink_to(folder / f"{PARENTS}.parquet")
    (tmp_path / "h").symlink_to(folder)
    found = found_in(folder, folder / "Bevolking", tmp_path / "h")
    assert said(found) == []
    (folder / "KINDOUDER2024TABV1.sav").symlink_to(tmp_path / "nowhere")
    (notice,) = said(found_in(folder))
    assert notice == "KINDOUDER2024TABV1.sav: not used: a link that leads nowhere"


def test_a_file_may_be_a_folder_of_parts(tmp_path: Path) -> None:
    files = cbs_files()
    rows = files.pop(PARENTS)
    folder = write_cbs(tmp_path, files, lambda name: ".parquet")
    for i in range(2):
        write_file(rows[i * 2 : i * 2 + 2], folder / f"KINDOUDER2023TABV1.parquet/part-{i}.parquet")
    found = found_in(folder)
    (parents,) = [table for table in found.tables if table.name == "cbs_parents"]
    assert list(parents.files) == [f"KINDOUDER2023TABV1.parquet/part-{i}.parquet" for i in range(2)]
    assert said(found) == []


def test_a_register_is_known_by_its_columns(tmp_path: Path) -> None:
    files = cbs_files()
    register = files.pop("schools_register")
    files["mijn scholen/denominaties"] = register.assign(JAAR=["2022", "2023"])
    found = delivered(tmp_path, files)
    assert serving(found, "cbs_school_register") == dict.fromkeys(
        ["2022-2023", "2023-2024"], "mijn scholen/denominaties.parquet"
    )
    years = [e.file_year for e in found.serving if e.table_name == "cbs_school_register"]
    assert years == ["2022", "2023"]


def test_a_register_serves_the_years_of_its_rows(tmp_path: Path) -> None:
    files = cbs_files()
    files["schools_register"]["school_year"] = "2022-2023"
    found = delivered(tmp_path, files)
    assert list(serving(found, "cbs_school_register")) == ["2022-2023"]
    assert said(found) == [
        "no schools_register of 2023: no school types, and no denominations of secondary schools in"
        " 2023-2024"
    ]


def test_thousands_of_other_files_are_told_in_a_few_lines(tmp_path: Path) -> None:
    folder = write_cbs(tmp_path, ending=lambda name: ".parquet")
    for i in range(1, 40):
        (folder / "Bevolking" / f"INPA2022TABV{i:02}.sav").touch()
    found = found_in(folder)
    assert len(said(found)) == 39
    lines = list(listed_notices(found.notices))
    assert len(lines) == 1 + N_LISTED + 1
    assert lines[-1] == "29 more files: not used: no table of layout cbs has this name"
