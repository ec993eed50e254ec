"""Files as tools write them: the same rows as in a plain CSV, and what was guessed is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers.deliveries import counts_tables, register_tables, write_delivery, write_query
from helpers.spoils import Files, finding, overwrite, refusal, rename
from helpers.tools import (
    as_parquet,
    both,
    csv_parts,
    hive,
    on_lines,
    packed,
    register,
    rewritten,
    zstd,
)
from segmon.checks.checked import CheckedDelivery, check_delivery
from segmon.delivery.open import open_delivery

Rows = dict[str, list[tuple[Any, ...]]]


def delivered(checked: CheckedDelivery) -> Rows:
    """The rows of each table as staging finds them, sorted."""
    with duckdb.connect() as connection:
        opened = open_delivery(connection, checked.found)
        return {
            table.name: connection.execute(
                f"select columns(*)::varchar from delivery.{table.name} order by all"
            ).fetchall()
            for table in opened.tables
        }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return delivered(check_delivery(register(tmp_path_factory.mktemp("plain")), "register"))


SEMICOLONS = "pupils.csv: read as separated by semicolons"
#: A way of writing, and what is said of it.
READ: list[tuple[str, Files, tuple[str, ...]]] = [
    ("semicolons", rewritten(sep=";"), (SEMICOLONS,)),
    (
        "semicolons and a decimal comma",
        rewritten(sep=";", decimal=","),
        (f"{SEMICOLONS}, a decimal comma in home_to_school_km",),
    ),
    ("tabs", rewritten(sep="\t"), ("pupils.csv: read as separated by tabs",)),
    ("bars", rewritten(sep="|"), ("pupils.csv: read as separated by vertical bars",)),
    ("a sep= line", overwrite("pupils.csv", lambda b: b"sep=,\n" + b), ()),
    (
        "a sep= line that ends in another way",
        overwrite("pupils.csv", lambda b: b"sep=,\r\n" + b),
        ("pupils.csv: read as lines that end in several ways",),
    ),
    (
        "a mark, a sep= line and semicolons",
        both(rewritten(sep=";"), overwrite("pupils.csv", lambda b: b"\xef\xbb\xbfsep=;\n" + b)),
        (SEMICOLONS,),
    ),
    ("carriage returns", overwrite("pupils.csv", lambda b: b.replace(b"\n", b"\r")), ()),
    (
        "mixed line ends",
        on_lines(lambda lines: [*(line + b"\r" for line in lines[:9]), *lines[9:]]),
        ("schools.csv: read as lines that end in several ways",),
    ),
    ("gzip", packed("pupils.csv"), ()),
    ("zstd", zstd, ()),
    ("CSV parts", csv_parts, ()),
    ("capitals in the name of a file", rename("pupils.csv", "Pupils.CSV"), ()),
    (
        "a .tsv",
        both(rewritten(sep="\t"), rename("pupils.csv", "pupils.tsv")),
        ("pupils.tsv: read",),
    ),
    (
        "blank rows and nameless columns",
        on_lines(
            lambda lines: [*(line + b",," for line in lines), b"," * 8, b"", b"," * 8], b"\r\n"
        ),
        ("schools.csv: 2 blank rows are not read",),
    ),
    ("the row numbers of R", rewritten(index=True), ()),
    (
        "capitals and blanks in a header",
        on_lines(lambda lines: [lines[0].title().replace(b"_", b" "), *lines[1:]]),
        (),
    ),
    ("folders by sector", hive("sector", form="parquet"), ()),
    ("folders by year and sector", hive("school_year", "sector", form="parquet"), ()),
    ("folders of CSV", hive("school_year", "sector", form="csv"), ()),
    ("the year in the file too", hive("school_year", form="parquet", keep=True), ()),
    ("the year in the CSV too", hive("school_year", form="csv", keep=True), ()),
    (
        "empty texts",
        as_parquet("select columns(*)::varchar from (select coalesce(columns(*), '') from rows)"),
        (),
    ),
    ("bytes", as_parquet("select encode(columns(*)) from rows"), ()),
]


@pytest.mark.parametrize(
    ("change", "said"), [pytest.param(change, said, id=name) for name, change, said in READ]
)
def test_every_row_is_read_as_from_a_plain_csv(
    change: Files, said: tuple[str, ...], plain: Rows, tmp_path: Path
) -> None:
    folder = register(tmp_path)
    change(folder)
    checked = check_delivery(folder, "register")
    assert delivered(checked) == plain
    notices = [str(notice) for notice in checked.found.notices]
    assert len(notices) == len(said)
    for notice, start in zip(notices, said, strict=True):
        assert notice.startswith(start)


def test_parquet_with_capitals_and_blanks_in_its_header(plain: Rows, tmp_path: Path) -> None:
    folder = register(tmp_path)
    frame = pd.read_csv(folder / "pupils.csv", dtype=object)
    (folder / "pupils.csv").unlink()
    (folder / "pupils").mkdir()
    first = frame[:100].rename(columns=lambda name: f" {name.upper()} ")
    second = frame[100:]
    write_query("from first", folder / "pupils" / "a.parquet", first=first)
    write_query("from second", folder / "pupils" / "b.parquet", second=second)
    assert delivered(check_delivery(folder, "register")) == plain


def test_whole_numbers_with_a_fraction_of_nothing(tmp_path: Path) -> None:
    folder = register(tmp_path)
    frame = pd.read_csv(folder / "pupils.csv", dtype={"school_id": str, "pupil_id": str})
    frame.astype({"grade": float, "income_percentile": float}).to_csv(
        folder / "pupils.csv", index=False
    )
    assert b",1.0," in (folder / "pupils.csv").read_bytes()
    checked = check_delivery(folder, "register")
    with duckdb.connect() as connection:
        open_delivery(connection, checked.found)
        grades = connection.execute(
            "select distinct cast(grade as integer) from delivery.pupils order by 1"
        ).fetchall()
    assert grades == [(int(grade),) for grade in sorted(frame.grade.unique())]


# --- what nobody can know is refused ---

REFUSED: list[tuple[str, Files, tuple[str, ...]]] = [
    (
        "thousands",
        overwrite("pupils.csv", lambda b: b.replace(b",1.1", b',"1,100"')),
        ("pupils.home_to_school_km", "1,100"),
    ),
    (
        "commas and points",
        both(rewritten(sep=";"), overwrite("pupils.csv", lambda b: b.replace(b";1.1", b";1,1", 1))),
        ("home_to_school_km has a comma in 1 rows and a point in",),
    ),
    (
        "a folder of two kinds",
        both(csv_parts, lambda folder: (folder / "pupils" / "x.parquet").touch()),
        ("the folder pupils has 2 CSV and 1 Parquet files; keep one kind",),
    ),
    (
        "a folder that is named after another year",
        both(
            hive("school_year", form="parquet", keep=True),
            lambda folder: (
                (folder / "pupils" / "school_year=2022-2023").rename(
                    folder / "pupils" / "school_year=2021-2022"
                )
                and None
            ),
        ),
        ("school_year is 2021-2022 by the name of the folder", "another value in"),
    ),
    (
        "a table of Delta",
        both(csv_parts, lambda folder: (folder / "pupils" / "_delta_log").mkdir()),
        ("a table of Delta", "export it as plain Parquet"),
    ),
    (
        "line ends that Python made twice on Windows",
        overwrite("pupils.csv", lambda b: b.replace(b"\n", b"\r\r\n")),
        ("pupils.csv: lines that end in several ways; save the file again as CSV UTF-8",),
    ),
    (
        "100,000 columns",
        overwrite("pupils.csv", lambda _: ",".join(f"c{i}" for i in range(10**5)).encode()),
        ("pupils.csv has 100,000 columns",),
    ),
    (
        "a gzip archive that breaks off",
        both(packed("pupils.csv"), overwrite("pupils.csv.gz", lambda b: b[:-50])),
        ("pupils.csv.gz cannot be read",),
    ),
    (
        "a misspelt column",
        overwrite("pupils.csv", lambda b: b.replace(b"income_percentile", b"income_percentil")),
        ("income_percentile is not there", "name the column income_percentile instead of"),
    ),
    (
        "a table of another layout",
        overwrite(
            "pupils.csv",
            lambda _: b"school_year,sector,school_id,characteristic,group_code,n_pupils\n",
        ),
        ("it looks like school_counts of layout counts: --layout counts",),
    ),
]


@pytest.mark.parametrize(
    ("change", "said"), [pytest.param(change, said, id=name) for name, change, said in REFUSED]
)
def test_what_cannot_be_read_for_sure_is_refused(
    change: Files, said: tuple[str, ...], tmp_path: Path
) -> None:
    folder = register(tmp_path)
    change(folder)
    message = str(refusal(folder, "register"))
    for part in said:
        assert part in message
    assert message.count("pupils.csv") <= 2


def test_a_year_of_counts_may_be_in_parts_of_several_dialects(tmp_path: Path) -> None:
    tables = counts_tables()
    folder = write_delivery(tables, tmp_path)
    frame = tables["school_counts"]
    (folder / "school_counts.csv").unlink()
    (folder / "school_counts").mkdir()
    frame[:50].to_csv(folder / "school_counts" / "a.csv", index=False, sep=";")
    frame[50:].to_csv(folder / "school_counts" / "b.csv", index=False)
    checked = check_delivery(folder, "counts")
    assert checked.n_rows["school_counts"] == len(frame)
    assert [str(notice) for notice in checked.found.notices] == [
        "school_counts/a.csv: read as separated by semicolons"
    ]


@pytest.mark.parametrize("spelling", ["'NL'", '"NL"', "NL.", "\ufeffNL", "6030.0", "6030,0"])
def test_the_netherlands_between_signs_is_not_a_country_abroad(
    spelling: str, tmp_path: Path
) -> None:
    tables = register_tables()
    pupils = tables["pupils"].copy()
    at = pupils.index[pupils.birth_country_parent_1 == "NL"][:3]
    pupils.loc[at, "birth_country_parent_1"] = spelling
    folder = write_delivery({**tables, "pupils": pupils}, tmp_path)
    error = refusal(folder, "register")
    rule = "each value is a country code, the Netherlands as NL"
    assert finding(error, "pupils", "birth_country_parent_1", rule).n_rows == 3


def test_the_first_row_that_breaks_a_rule_is_named(tmp_path: Path) -> None:
    folder = register(tmp_path)
    csv_parts(folder)
    part = folder / "pupils" / "part-00001.csv"
    lines = part.read_bytes().split(b"\n")
    lines[7] = lines[7].replace(b",po,", b",PO,").replace(b",vo,", b",VO,")
    part.write_bytes(b"\n".join(lines))
    error = refusal(folder, "register")
    found = finding(error, "pupils", "sector", "each value is one of po, vo")
    assert found.first == "row 7 of pupils/part-00001.csv"
    assert "broken by 1 row, row 7 of pupils/part-00001.csv; for example" in str(error)
    missing = finding(error, "pupils", "school_id", "each school is in `schools`")
    assert missing.first == found.first
