"""The page of problems with files: each message on it is said of a delivery with the problem."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest

from helpers.deliveries import Form, write_delivery
from helpers.spoils import TABLES, Files, in_parts, line_two, overwrite, remove, rename
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError
from segmon.project import project_dir

PAGE = (project_dir() / "docs" / "file-problems.md").read_text(encoding="utf-8")
#: How messages begin that stop nothing.
TOLD = ("notice ", "warning: ")


@dataclass(frozen=True)
class Message:
    """A message that the page quotes, and where."""

    stage: int
    problem: str
    text: str


@dataclass(frozen=True)
class Way:
    """How a good delivery comes to have a problem."""

    change: Files
    layout: str = "register"


def quoted_messages(page: str) -> Iterator[Message]:
    """The messages of a page, quoted below a heading or in front of a point of a list."""
    stage, problem = 0, ""
    for line in page.splitlines():
        if found := re.match(r"## Stage (\d+): ", line):
            stage, problem = int(found[1]), ""
        elif line.startswith("### "):
            problem = line[4:]
        elif found := re.match(r"> `(.+)`$|\* `(.+?)`: ", line):
            yield Message(stage, problem, found[1] or found[2])


def zipped(content: bytes) -> bytes:
    """The content in a zip archive."""
    with zipfile.ZipFile(archive := BytesIO(), "w") as files:
        files.writestr("schools.csv", content)
    return archive.getvalue()


def as_table(table: str, **columns: str) -> Files:
    """A table as one Parquet file, some of its columns replaced by expressions."""

    def change(folder: Path) -> None:
        replaced = ", ".join(f"{value} as {name}" for name, value in columns.items())
        in_parts(table, part=f"select * replace ({replaced}) from rows")(folder)
        (folder / table / "part.parquet").rename(folder / f"{table}.parquet")
        (folder / table).rmdir()

    return change


def one_level_deeper(folder: Path) -> None:
    """The delivery in a folder of its own."""
    (folder / "x").mkdir()
    for file in folder.glob("*.csv"):
        file.rename(folder / "x" / file.name)


def another_layout(folder: Path) -> None:
    """A delivery of layout counts."""
    (folder / "pupils.csv").unlink()
    write_delivery(TABLES["counts"](), folder)


def files_of_a_later_year(folder: Path) -> None:
    """What DUO publishes today."""
    (folder / "01.-leerlingen-po-soort-po-cluster-leeftijd-2025-2026.csv").touch()


def in_two_forms(folder: Path) -> None:
    """The schools as CSV and as Parquet."""
    schools = {"schools": TABLES["register"]()["schools"]}
    write_delivery(schools, folder, Form.parquet)


def years_in_two_files(folder: Path) -> None:
    """The pupils of the second year in a file that is no table."""
    pupils = TABLES["register"]()["pupils"]
    for year, of_year in pupils.groupby("school_year"):
        name = "pupils" if year == "2022-2023" else f"pupils_{year}"
        of_year.to_csv(folder / f"{name}.csv", index=False)


def parts_of_two_kinds(folder: Path) -> None:
    """The pupils in two parts as CSV, and one as Parquet."""
    (folder / "pupils").mkdir()
    (folder / "pupils.csv").rename(folder / "pupils" / "a.csv")
    (folder / "pupils" / "b.csv").touch()
    (folder / "pupils" / "c.parquet").touch()


def commas_and_points(folder: Path) -> None:
    """Distances with a comma in 12 rows, with a point in 3."""
    pupils = TABLES["register"]()["pupils"]
    distances = [*["1,5"] * 12, *["1.5"] * 3, *[None] * (len(pupils) - 15)]
    pupils.assign(home_to_school_km=distances).to_csv(folder / "pupils.csv", index=False, sep=";")


def another_type_in_a_part(folder: Path) -> None:
    """Keys of pupils that are numbers in the second of two parts."""
    in_parts(
        "pupils",
        a="from rows where school_year = '2022-2023'",
        b="select * replace (row_number() over () as pupil_id) from rows"
        " where school_year = '2023-2024'",
    )(folder)


def without(*names: str) -> Files:
    """The pupils without some columns."""

    def change(folder: Path) -> None:
        pupils = TABLES["register"]()["pupils"]
        pupils.drop(columns=list(names)).to_csv(folder / "pupils.csv", index=False)

    return change


#: By the heading on the page: for each message there, in order, how it comes about.
WAYS: dict[str, list[Way]] = {
    "A table is not found": [
        Way(remove("schools.csv")),
        Way(rename("schools.csv", "schools.xlsx")),
        Way(another_layout),
        Way(one_level_deeper),
        Way(files_of_a_later_year, "duo"),
    ],
    "A table was delivered more than once": [Way(in_two_forms)],
    "A file is not used": [Way(years_in_two_files)],
    "The file is something else": [Way(overwrite("schools.csv", zipped))],
    "The file is not UTF-8": [
        Way(
            overwrite(
                "schools.csv",
                line_two(lambda row: row.replace(b"School", "Schóol".encode("latin-1"))),
            )
        )
    ],
    "A folder cannot be read as a table": [Way(parts_of_two_kinds)],
    "The header is on another line": [
        Way(overwrite("schools.csv", lambda b: b"Schools of 2023\n" + b))
    ],
    "Readers do not agree on the rows": [
        Way(overwrite("schools.csv", lambda b: b"sep=,\n" + b.replace(b'",', b'" ,', 1)))
    ],
    "Numbers have commas and points": [Way(commas_and_points)],
    "Columns are not there": [Way(without("grade", "sector"))],
    "A column is of a type that is not read": [
        Way(as_table("pupils", school_year="date '2023-08-01'"))
    ],
    "A column has several types": [Way(another_type_in_a_part)],
    "A row has other cells than the header has columns": [
        Way(overwrite("pupils.csv", lambda b: b[:-20]))
    ],
    "A quote is not closed": [
        Way(overwrite("schools.csv", line_two(lambda row: row.replace(b'"School', b'"A "School'))))
    ],
    "A school year has no pupils": [Way(years_in_two_files)],
}
#: A fault of each later stage, in a file that is looked at last.
LATER: dict[int, Files] = {
    2: overwrite("municipalities.csv", zipped),
    3: overwrite("municipalities.csv", lambda b: b.replace(b"municipality_name", b"x")),
    4: overwrite("municipalities.csv", line_two(lambda row: row + b",x")),
    5: overwrite("municipalities.csv", line_two(lambda row: row.replace(b",1", b",9"))),
}
QUOTED = list(quoted_messages(PAGE))
EACH = [
    (message, way)
    for problem, messages in groupby(QUOTED, lambda message: message.problem)
    for message, way in zip(messages, WAYS.get(problem, []), strict=False)
]
#: Those that stop at a stage before the last, of the form in which the later faults are.
REFUSED = [
    (message, way)
    for message, way in EACH
    if not message.text.startswith(TOLD) and message.stage < max(LATER) and way.layout != "duo"
]


def said(folder: Path, layout: str) -> list[str]:
    """What is said of a delivery, line by line."""
    try:
        checked = check_delivery(folder, layout)
    except DeliveryError as error:
        lines, notices = str(error).splitlines(), error.notices
    else:
        judged, notices = checked.judged, checked.found.notices
        warnings = [str(each.finding) for each in judged if each.outcome == "warning"]
        lines = [f"warning: {line}" for text in warnings for line in text.splitlines()]
    return [*map(str.strip, lines), *(f"notice  {notice}" for notice in notices)]


def delivered(way: Way, folder: Path) -> Path:
    tables = {} if way.layout == "duo" else TABLES[way.layout]()
    write_delivery(tables, folder)
    way.change(folder)
    return folder


def test_each_message_of_the_page_has_a_way_to_come_about() -> None:
    quoted = {
        problem: len(list(messages))
        for problem, messages in groupby(QUOTED, lambda message: message.problem)
    }
    assert quoted == {problem: len(ways) for problem, ways in WAYS.items()}
    headings = re.findall(r"^### (.+)$", PAGE, re.M)
    assert headings == list(WAYS)
    assert PAGE.count("\n> ") == len(headings)


@pytest.mark.parametrize(("message", "way"), EACH)
def test_a_message_of_the_page_is_said(message: Message, way: Way, tmp_path: Path) -> None:
    lines = said(delivered(way, tmp_path), way.layout)
    pattern = ".*".join(map(re.escape, message.text.split("…")))
    assert any(re.fullmatch(pattern, line) for line in lines), "\n".join(lines)


@pytest.mark.parametrize(("message", "way"), REFUSED)
def test_a_later_stage_waits_for_the_one_before_it(
    message: Message, way: Way, tmp_path: Path
) -> None:
    folder = delivered(way, tmp_path / "delivery")
    alone = said(folder, way.layout)
    (file,) = folder.rglob("municipalities.csv")
    content = file.read_bytes()
    for stage in range(message.stage + 1, max(LATER) + 1):
        LATER[stage](file.parent)
        assert said(folder, way.layout) == alone
        file.write_bytes(content)


@pytest.mark.parametrize("stage", LATER)
def test_each_later_fault_is_one(stage: int, tmp_path: Path) -> None:
    folder = write_delivery(TABLES["register"](), tmp_path)
    LATER[stage](folder)
    with pytest.raises(DeliveryError, match=r"municipalities\.csv"):
        check_delivery(folder, "register")
