"""Bad deliveries of microdata: each is refused in one sentence that names the file, and nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.cbs import CHILDREN, Files, cbs_files, write_cbs
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError
from segmon.project import project_dir

PRIMARY = "Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2"
SECONDARY = "Onderwijs/ONDERWIJSINSCHRTAB/2022/ONDERWIJSINSCHRTAB2022V1"
ADDRESSES = "Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1"
PARENTS = "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1"
PERSONS = "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"
HOMES = "Bevolking/GBAADRESOBJECT2022BUSV1"
MEMBERS = "InkomenBestedingen/KOPPELPERSOONHUISHOUDEN2022"
INCOMES = "InkomenBestedingen/INHATAB/INHA2022TABV1"
LEVELS = "Onderwijs/HOOGSTEOPLTAB/2022/HOOGSTEOPL2022TABV3"
DIVISIONS = "BouwenWonen/VSLGWBTAB/VSLGWB2023TAB03V1"
PLACES = "BouwenWonen/VSLCOORDTAB2023V1"
REGISTER, MUNICIPALITIES = "schools_register", "municipalities"
HB, HG = "OPLNIVSOI2021AGG4HBmetNIRWO", "OPLNIVSOI2021AGG4HGmetNIRWO"

Spoil = Callable[[Files], Any]
Broken = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A spoiled delivery and what is said of it.

    Attributes:
        name: what is wrong.
        spoil: changes the rows.
        said: what the message has, `…` for anything.
        form: the form of its files.
        breaks: changes the files once they were written.
    """

    name: str
    spoil: Spoil
    said: str
    form: str = ".parquet"
    breaks: Broken = field(default=lambda folder: None)


def cell(file: str, column: str, value: Any) -> Spoil:
    """Another value in the first row."""

    def spoil(files: Files) -> None:
        files[file].loc[0, column] = value

    return spoil


def column(file: str, name: str, values: Any) -> Spoil:
    """Other values in a column, or another column."""

    def spoil(files: Files) -> None:
        files[file][name] = values

    return spoil


def without(*names: str) -> Spoil:
    """No files of which the name begins so."""

    def spoil(files: Files) -> None:
        for name in [n for n in files if n.rpartition("/")[2].startswith(names)]:
            del files[name]

    return spoil


def renamed(file: str, **names: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[file].rename(columns=names)

    return spoil


def doubled(file: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file].loc[len(files[file])] = files[file].loc[0]

    return spoil


def empty(file: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[file].head(0)

    return spoil


def in_place_of(file: str, other: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[other]

    return spoil


def also(file: str, other: str) -> Spoil:
    """The same rows in another file as well."""

    def spoil(files: Files) -> None:
        files[other] = files[file]

    return spoil


def unspoiled(_: Files) -> None:
    pass


def bytes_of(file: str, change: Callable[[bytes], bytes]) -> Broken:
    def breaks(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return breaks


CODE = "each value is a code of the list {} of seeds/cbs_codes.csv"
CASES = [
    Case("no pupils", without("INSCHR", "ONDERWIJSINSCHR"), "has no pupils: no file is named"),
    Case(
        "no school addresses of a year",
        without("BRINADRESSEN2022"),
        "no BRINADRESSEN of 2022: no school has a municipality in 2022-2023",
    ),
    Case(
        "no school addresses at all",
        without("BRINADRESSEN"),
        "no BRINADRESSEN: no school has a municipality in 2023-2024",
    ),
    Case("no municipalities", without(MUNICIPALITIES), "municipalities: not found: expected"),
    Case(
        "municipalities twice",
        also(MUNICIPALITIES, "older/municipalities"),
        "municipalities was delivered more than once: municipalities.csv, older/municipalities",
    ),
    Case(
        "municipalities of another year",
        column(MUNICIPALITIES, "school_year", "2022-2023"),
        "each municipality is in `municipalities` in the same school year",
    ),
    Case("label of a country", column(PERSONS, "GBAGEBOORTELAND", "Nederland"), "6030"),
    Case(
        "label of a kind of primary education",
        column(PRIMARY, "WPOTYPEPO", "Basisonderwijs"),
        CODE.format("primary_type"),
    ),
    Case(
        "label of a grade", column(SECONDARY, "VOLEERJAAR", "leerjaar 1"), "each value is a grade"
    ),
    Case("name of a grade", column(PRIMARY, "WPOLEERJAAR", "groep 8"), "each value is a grade"),
    Case(
        "label of an end",
        column(SECONDARY, "EINDINSCHR", "Niet uitgeschreven"),
        "eindinschr…each value is a day such as 20231001, or 99999999 for none yet",
    ),
    Case(
        "label of a denomination",
        column(PRIMARY, "WPODENOMINATIE", "Rooms-Katholiek"),
        CODE.format("denomination"),
    ),
    Case(
        "unknown denomination",
        cell(PRIMARY, "WPODENOMINATIE", "XYZ"),
        "row 1 of Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2.parquet; for example XYZ",
    ),
    Case("unknown level", cell(LEVELS, HB, "4111"), CODE.format("education_level")),
    Case(
        "unknown kind of education",
        cell(SECONDARY, "TYPEONDERWIJS", "VAVO"),
        CODE.format("education_type"),
    ),
    Case("label of a person", column(PARENTS, "RINPERSOONS", "Persoon"), "a letter such as R"),
    Case(
        "another person number",
        column(PARENTS, "RINPERSOONMa", [f"{n}0" for n in CHILDREN]),
        "rinpersoonma…a number of nine digits, or --------- for nobody",
    ),
    Case("doubled child", doubled(PARENTS), "cbs_parents…each row has a key"),
    Case("doubled pupil", doubled(PRIMARY), "cbs_primary_enrolments…each row has a key"),
    Case("doubled household", doubled(INCOMES), "cbs_household_incomes…each row has a key"),
    Case("doubled member", doubled(MEMBERS), "cbs_household_members…each row has a key"),
    Case("doubled level", doubled(LEVELS), "cbs_education_levels…each row has a key"),
    Case("doubled school", doubled(ADDRESSES), "cbs_school_addresses…each row has a key"),
    Case("doubled school in the register", doubled(REGISTER), "cbs_school_register…has a key"),
    Case("doubled object", doubled(PLACES), "cbs_object_coordinates…each row has a key"),
    Case("doubled municipality of an object", doubled(DIVISIONS), "object_municipalities…a key"),
    Case(
        "truncated file",
        unspoiled,
        "INSCHRWPOTAB2022V2.sav cannot be read: it breaks off",
        ".sav",
        bytes_of(f"{PRIMARY}.sav", lambda content: content[:-30]),
    ),
    Case(
        "truncated header",
        unspoiled,
        "INSCHRWPOTAB2022V2.sav cannot be read: it breaks off",
        ".sav",
        bytes_of(f"{PRIMARY}.sav", lambda content: content[:60]),
    ),
    Case(
        "truncated Stata file",
        unspoiled,
        "INSCHRWPOTAB2022V2.dta cannot be read",
        ".dta",
        bytes_of(f"{PRIMARY}.dta", lambda content: content[: len(content) // 2]),
    ),
    Case(
        "empty file",
        unspoiled,
        "INSCHRWPOTAB2022V2.sav is empty: it has not a single byte",
        ".sav",
        bytes_of(f"{PRIMARY}.sav", lambda content: b""),
    ),
    Case(
        "text in place of a file of SPSS",
        unspoiled,
        "INSCHRWPOTAB2022V2.sav is no file of SPSS, whatever its name says",
        ".sav",
        bytes_of(f"{PRIMARY}.sav", lambda content: b"RINPERSOONS,RINPERSOON\nR,1\n"),
    ),
    Case(
        "archive in place of a file of SPSS",
        unspoiled,
        "INSCHRWPOTAB2022V2.sav is no file of SPSS…it is a zip archive: unpack it",
        ".sav",
        bytes_of(f"{PRIMARY}.sav", lambda content: b"PK\x03\x04" + content),
    ),
    Case(
        "damaged Parquet",
        unspoiled,
        "INSCHRWPOTAB2022V2.parquet cannot be read",
        breaks=bytes_of(f"{PRIMARY}.parquet", lambda content: content[:40]),
    ),
    Case(
        "text in another code page",
        column(PRIMARY, "PLAATS", "Curaçao €"),
        "INSCHRWPOTAB2022V2.csv: neither UTF-8 nor Latin-1; save the file as CSV UTF-8",
        ".csv",
        bytes_of(f"{PRIMARY}.csv", lambda content: content.decode().encode("cp1252")),
    ),
    Case(
        "a row that breaks off",
        unspoiled,
        "INSCHRWPOTAB2022V2.csv, line 3: 3 cells, but the header has 8 columns",
        ".csv",
        bytes_of(f"{PRIMARY}.csv", lambda c: b"\n".join([*c.split(b"\n")[:2], b"R,000000102,e2"])),
    ),
    Case(
        "file of another table",
        in_place_of(PRIMARY, PARENTS),
        "it looks like cbs_parents: name it KINDOUDER{YYYY}TABV{n}",
    ),
    Case(
        "file of the other kind of education",
        in_place_of(SECONDARY, PRIMARY),
        "it looks like cbs_primary_enrolments: name it INSCHRWPOTAB{YYYY}V{n}",
    ),
    Case(
        "two forms",
        unspoiled,
        "cbs_parents of 2023 was delivered more than once:"
        " Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1.csv,"
        " Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1.parquet; keep one",
        breaks=lambda folder: write_cbs(folder, {PARENTS: cbs_files()[PARENTS]}, lambda _: ".csv"),
    ),
    Case(
        "two folders",
        also(PARENTS, "mijn data/KINDOUDER2023TABV1"),
        "cbs_parents of 2023 was delivered more than once",
    ),
    Case(
        "income in euros",
        cell(INCOMES, "INHP100HGEST", 25_300.0),
        "income_percentile…each value is a whole number from 1 to 100, or -1, -2, 0",
    ),
    Case("income as a fraction", cell(INCOMES, "INHP100HGEST", 12.5), "a whole number from 1 to"),
    Case("percentile of 101", cell(INCOMES, "INHP100HGEST", 101.0), "a whole number from 1 to"),
    Case(
        "another income column",
        renamed(INCOMES, INHP100HGEST="INHGESTINKH"),
        "inhp100hgest is not there…the var income_column of dbt_project.yml",
    ),
    Case(
        "coordinates in degrees",
        column(PLACES, "XCOORDADRES", [4.89, 4.49, 4.9]),
        "xcoordadres…each value is metres of the Dutch grid: x is from 7,000 to 300,000",
    ),
    Case(
        "coordinates in each other's place",
        renamed(PLACES, XCOORDADRES="YCOORDADRES", YCOORDADRES="XCOORDADRES"),
        "each value is metres of the Dutch grid",
    ),
    Case(
        "dates as dates",
        column(SECONDARY, "AANVINSCHR", date(2022, 8, 1)),
        "the column holds text or numbers (it is of type date)",
    ),
    Case(
        "dates of SPSS",
        column(SECONDARY, "AANVINSCHR", date(2022, 8, 1)),
        "the column holds text or numbers (it is of type date)",
        ".sav",
    ),
    Case(
        "dates with hyphens",
        column(HOMES, "GBADATUMAANVANGADRESHOUDING", "2015-03-01"),
        "each value is a day such as 20231001",
    ),
    Case(
        "level followed in place of attained",
        lambda files: files[LEVELS].pop(HB),
        "oplnivsoi2021agg4hbmetnirwo is not there…the column with HB is of the level attained",
    ),
    Case(
        "keys with ends of lines",
        column(ADDRESSES, "BRIN_crypt", ["a1b2\r", "c3d4\r"]),
        "cbs_school_addresses.brin_crypt…each value is a text",
    ),
    Case(
        "column that is not there",
        lambda files: files[PRIMARY].pop("WPOLEERJAAR"),
        "wpoleerjaar is not there; the file has rinpersoons, rinpersoon, onderwijsnr_crypt",
    ),
    Case(
        "column that is there twice",
        lambda files: files[PRIMARY].insert(0, "WPOLEERJAAR", "1", allow_duplicates=True),
        "wpoleerjaar is there 2 times",
        ".csv",
    ),
    Case("no rows", empty(LEVELS), f"each file has rows ({LEVELS}.parquet has none)"),
    Case("no rows in a file of SPSS", empty(HOMES), f"({HOMES}.sav has none)", ".sav"),
    Case(
        "names of municipalities",
        column(ADDRESSES, "gemcode", ["Amsterdam", "Zoetermeer"]),
        "each value is a municipality code",
    ),
    Case("site of three digits", column(PRIMARY, "WPOBRINVEST", "000"), "of one or two digits"),
    Case("flags", column(SECONDARY, "HOOFDINSCHR", True), "it is of type boolean"),
    Case(
        "programmes of a school",
        cell(REGISTER, "ONDERWIJSSTRUCTUUR", "VMBO-X"),
        "programmes such as VMBO-T/HAVO/VWO",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_delivery_is_refused_in_a_sentence(case: Case, tmp_path: Path) -> None:
    files = cbs_files()
    case.spoil(files)
    folder = write_cbs(tmp_path, files, lambda name: case.form)
    case.breaks(folder)
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, "cbs")
    message = str(refused.value)
    pattern = ".*".join(map(re.escape, case.said.split("…")))
    assert re.search(pattern, message, re.DOTALL), message
    # nobody is shown
    assert not re.search("0000[0-9]{5}", message), message


def test_the_page_quotes_what_is_said() -> None:
    page = (project_dir() / "docs" / "cbs.md").read_text(encoding="utf-8")
    section = page.partition("## When a file is refused")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(quoted) > 10
    said = "\n".join(case.said for case in CASES)
    assert [text for text in quoted if text not in said] == []
