"""Whether a delivery was invented, as its files say; what was really delivered never does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from segmon.database import connect, quoted
from segmon.delivery.files import FoundTable
from segmon.markers import MARKER_FILE, MARKER_TEXT, PARQUET_KEY, PARQUET_VALUE, SAV_PROGRAM

#: Bytes at the start of an SPSS file that name the program that wrote it.
_SAV_START = 64


def is_synthetic(folders: Sequence[Path], tables: Iterable[FoundTable]) -> bool:
    """Whether any file of a delivery was written by `segmon synth`.

    A CSV cannot say so itself: a file next to it does.

    Args:
        folders: the folders that were delivered.
        tables: the tables that were found in them.
    """
    files = [file for table in tables for file in table.files.values()]
    return (
        any(_is_marked(folder / MARKER_FILE) for folder in folders)
        or any(_is_synthetic_sav(file) for file in files if file.suffix.lower() == ".sav")
        or _is_any_parquet([file for file in files if file.suffix.lower() == ".parquet"])
    )


def _is_marked(marker: Path) -> bool:
    # a file of this name may be anybody's
    return marker.is_file() and _start(marker, len(MARKER_TEXT)) == MARKER_TEXT.encode()


def _is_synthetic_sav(file: Path) -> bool:
    return SAV_PROGRAM.encode() in _start(file, _SAV_START)


def _start(file: Path, size: int) -> bytes:
    with file.open("rb") as content:
        return content.read(size)


def _is_any_parquet(files: Sequence[Path]) -> bool:
    if not files:
        return False
    listed = ", ".join(quoted(str(file.resolve()), glob=True) for file in files)
    with connect() as connection:
        found = connection.execute(
            f"select 1 from parquet_kv_metadata([{listed}]) where key = ? and value = ? limit 1",
            [PARQUET_KEY.encode(), PARQUET_VALUE.encode()],
        ).fetchone()
    return found is not None
