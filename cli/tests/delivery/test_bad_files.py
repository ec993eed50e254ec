"""Files that are not what they should be: the message names the file, and the line if it can."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from helpers.deliveries import counts_tables, write_delivery, write_query
from helpers.spoils import TABLES, Files, in_parts, line_two, overwrite, refusal, remove, rename


def in_both_forms(folder: Path) -> None:
    """The same table as CSV and as Parquet."""
    write_query("select 1 as x", folder / "schools.parquet")


def empty_folder(folder: Path) -> None:
    """A folder for a table, without a file in it."""
    (folder / "schools.csv").unlink()
    (folder / "schools").mkdir()


def parquet_with_doubled_column(folder: Path) -> None:
    """A Parquet file in which two columns have the same name."""
    (folder / "municipalities.csv").unlink()
    file = folder / "municipalities.parquet"
    frame = counts_tables()["municipalities"]
    write_query("select *, 1 as urbanitz from frame", file, frame=frame)
    file.write_bytes(file.read_bytes().replace(b"urbanitz", b"urbanity"))


def truncated_parquet(folder: Path) -> None:
    """A Parquet file whose copy broke off."""
    (folder / "municipalities.csv").unlink()
    file = folder / "municipalities.parquet"
    write_query("select * from frame", file, frame=counts_tables()["municipalities"])
    file.write_bytes(file.read_bytes()[:-100])


def zipped(content: bytes) -> bytes:
    """The content in a zip archive."""
    with zipfile.ZipFile(archive := BytesIO(), "w") as files:
        files.writestr("schools.csv", content)
    return archive.getvalue()


def damaged(content: bytes) -> bytes:
    """The content with a stretch of other bytes in it."""
    return content[:60] + bytes(b ^ 0x5A for b in content[60:200]) + content[200:]


def in_place_of(file: str, put: Callable[[Path], object]) -> Files:
    """Something else in the place of a file."""

    def spoil(folder: Path) -> None:
        (folder / file).unlink()
        put(folder / file)

    return spoil


def part_beside(table: str, put: Callable[[Path], object]) -> Files:
    """A table in two parts of which the second is no Parquet file."""

    def spoil(folder: Path) -> None:
        in_parts(table, first="from rows")(folder)
        put(folder / table / "second.parquet")

    return spoil


def endless_line(file: str, n_kept: int | None, filler: bytes) -> Files:
    """A line of 1 GB, of which the disk holds next to nothing."""

    def spoil(folder: Path) -> None:
        with (folder / file).open("r+b") as lines:
            if n_kept is not None:
                lines.truncate(n_kept)
            lines.seek(0, os.SEEK_END)
            lines.write(filler)
            lines.truncate(10**9)

    return spoil


LATIN = "Súdwest-Fryslân"
FILES: list[tuple[str, str, Files, tuple[str, ...]]] = [
    ("no pupils", "register", remove("pupils.csv"), ("pupils: not found: expected", "pupils.csv")),
    (
        "no schools",
        "counts",
        remove("schools.csv"),
        ("schools: not found: expected", "schools.csv"),
    ),
    (
        "doubled column",
        "counts",
        overwrite("schools.csv", lambda b: b.replace(b"denomination,", b"school_id,", 1)),
        ("schools", "denomination is not there", "school_id is there 2 times"),
    ),
    (
        "doubled column (parquet)",
        "counts",
        parquet_with_doubled_column,
        ("municipalities.urbanity (municipalities.parquet)", "urbanity is there 2 times"),
    ),
    (
        "colons",
        "counts",
        overwrite("schools.csv", lambda b: b.replace(b",", b":")),
        ("schools (schools.csv)", "school_year, sector, school_id", "school_year:sector:school_id"),
    ),
    ("in two forms", "counts", in_both_forms, ("schools.parquet", "schools.csv", "keep one")),
    ("folder without files", "counts", empty_folder, ("schools", "no Parquet file and no CSV")),
    (
        "cp1252",
        "counts",
        overwrite("municipalities.csv", lambda b: b.replace(b"Vlieland", LATIN.encode("cp1252"))),
        ("municipalities.csv", "UTF-8"),
    ),
    (
        "latin-1 far into the file",
        "register",
        overwrite("pupils.csv", lambda b: b.replace(b"vo,", b"v\xf3,")),
        ("pupils.csv", "UTF-8"),
    ),
    (
        "UTF-16",
        "counts",
        overwrite("municipalities.csv", lambda b: b.decode().encode("utf-16")),
        ("municipalities.csv", "UTF-16", "UTF-8"),
    ),
    (
        "UTF-16 without a mark",
        "counts",
        overwrite("municipalities.csv", lambda b: b.decode().encode("utf-16-le")),
        ("municipalities.csv, line 1", "NUL"),
    ),
    (
        "a title above the header",
        "counts",
        overwrite("schools.csv", lambda b: b"Schools of 2023\n" + b),
        ("schools.csv: the header is on line 2; remove the lines above it",),
    ),
    (
        "a NUL byte",
        "counts",
        overwrite("schools.csv", line_two(lambda row: row.replace(b"School", b"Sch\0ol"))),
        ("schools.csv, line 2", "NUL"),
    ),
    (
        "broken off",
        "register",
        overwrite("pupils.csv", lambda b: b[:-20]),
        ("pupils.csv, line 260: ", " cells,"),
    ),
    ("a zip archive", "counts", overwrite("schools.csv", zipped), ("schools.csv", "zip archive")),
    ("gzip", "counts", overwrite("schools.csv", gzip.compress), ("schools.csv", "gzip archive")),
    (
        "Parquet named .csv",
        "counts",
        overwrite("schools.csv", lambda b: b"PAR1" + b),
        ("schools.csv", "Parquet file: name it .parquet"),
    ),
    (
        "a cell too many",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row + b",x")),
        ("pupils.csv, line 2: ", "cells, but the header has 10 columns"),
    ),
    (
        "a cell too few",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row.rsplit(b",", 1)[0])),
        ("pupils.csv, line 2: ", "cells, but the header has 10 columns"),
    ),
    (
        "a quote that is never closed",
        "register",
        overwrite("pupils.csv", line_two(lambda row: row.replace(b",po,", b',"po,'))),
        ("pupils.csv",),
    ),
    (
        "no bytes",
        "counts",
        overwrite("schools.csv", lambda _: b""),
        ("schools (schools.csv)", "the file is empty"),
    ),
    ("truncated Parquet", "counts", truncated_parquet, ("municipalities.parquet",)),
    (
        "text named .parquet",
        "counts",
        rename("schools.csv", "schools.parquet"),
        ("schools.parquet", "cannot be read"),
    ),
    (
        "Parquet without its ending",
        "counts",
        rename("schools.csv", "schools"),
        ("schools", "No magic"),
    ),
    (
        "an empty part",
        "register",
        part_beside("pupils", Path.touch),
        ("pupils/second.parquet", "too small"),
    ),
    (
        "a damaged part",
        "register",
        part_beside(
            "pupils", lambda p: p.write_bytes(damaged((p.parent / "first.parquet").read_bytes()))
        ),
        ("pupils",),
    ),
    (
        "a part that leads nowhere",
        "register",
        part_beside("pupils", lambda part: part.symlink_to("nowhere")),
        ("pupils/second.parquet", "not a file"),
    ),
    (
        "a part without a column",
        "register",
        in_parts("pupils", a="from rows", b="select * exclude (grade) from rows"),
        ("pupils.grade (pupils/b.parquet)", "grade is not there", "the file has school_year"),
    ),
    (
        "a folder named .csv",
        "counts",
        in_place_of("schools.csv", Path.mkdir),
        ("the folder schools.csv has no Parquet file and no CSV", "it is empty"),
    ),
    ("a pipe", "counts", in_place_of("schools.csv", os.mkfifo), ("schools.csv", "not a file")),
    (
        "a link that leads nowhere",
        "counts",
        in_place_of("schools.csv", lambda path: path.symlink_to("nowhere")),
        ("schools: not found: expected", "schools.csv"),
    ),
    (
        "a link to itself",
        "counts",
        in_place_of("schools.csv", lambda path: path.symlink_to(path)),
        ("schools: not found: expected", "schools.csv"),
    ),
    (
        "a line of 1 GB",
        "register",
        endless_line("pupils.csv", None, b"x" * 2**21),
        ("pupils.csv, line 261", "longer than"),
    ),
    (
        "a header of 1 GB",
        "register",
        endless_line("pupils.csv", 5, b"x" * 2**21),
        ("pupils.csv, line 1", "longer than"),
    ),
    (
        "1 GB of nothing",
        "register",
        endless_line("pupils.csv", None, b""),
        ("pupils.csv, line 261", "NUL"),
    ),
]


@pytest.mark.parametrize(
    ("layout", "change", "said"), [pytest.param(*case, id=name) for name, *case in FILES]
)
def test_a_broken_file_is_named(
    layout: str, change: Callable[[Path], None], said: tuple[str, ...], tmp_path: Path
) -> None:
    folder = write_delivery(TABLES[layout](), tmp_path)
    change(folder)
    message = str(refusal(folder, layout))
    for part in said:
        assert part in message


def test_the_file_that_is_broken_is_blamed_not_the_one_that_looks_things_up_in_it(
    tmp_path: Path,
) -> None:
    folder = write_delivery(TABLES["register"](), tmp_path)
    overwrite("schools.csv", line_two(lambda row: row + b",x"))(folder)
    message = str(refusal(folder, "register"))
    assert message.startswith("schools.csv, line 2: 8 cells, but the header has 7 columns")
    assert "pupils" not in message
