"""Microdata of which a file is missing, there twice, unreadable, or has no such column or rows."""

from __future__ import annotations

from helpers.cbs import cbs_files, write_cbs
from helpers.microdata_spoils import (
    HB,
    HOMES,
    INCOMES,
    LEVELS,
    MUNICIPALITIES,
    PARENTS,
    PRIMARY,
    SECONDARY,
    Case,
    also,
    bytes_of,
    column,
    empty,
    in_place_of,
    renamed,
    unspoiled,
    without,
)

BAD_FILES = [
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
        "another income column",
        renamed(INCOMES, INHP100HGEST="INHGESTINKH"),
        "inhp100hgest is not there…the var income_column of dbt_project.yml",
    ),
    Case(
        "level followed in place of attained",
        lambda files: files[LEVELS].pop(HB),
        "oplnivsoi2021agg4hbmetnirwo is not there…the column with HB is of the level attained",
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
]
