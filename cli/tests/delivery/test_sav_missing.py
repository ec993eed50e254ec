"""What a file of SPSS declares to be missing, in each of its records."""

from __future__ import annotations

import struct
from pathlib import Path

import polars
import pytest
from polars_readstat import read_readstat, write_readstat

from segmon.delivery.statistics.sav_missing import copy_without_missing

END = struct.pack("<2i", 999, 0)


def with_record(file: Path, record: bytes) -> Path:
    """Put a record at the end of the header."""
    content = file.read_bytes()
    assert content.count(END) == 1
    file.write_bytes(content.replace(END, record + END))
    return file


def sample(file: Path, **options: object) -> Path:
    rows = {"NUMBER": [-2.0, 1.0, 12.0], "PERSON": ["---------", "000000001", "000000002"]}
    write_readstat(polars.DataFrame(rows), str(file), **options)
    return file


def test_long_texts_are_kept_by_the_reader(tmp_path: Path) -> None:
    declared = struct.pack("<i", 6) + b"PERSON" + b"\x01" + struct.pack("<i", 8) + b"--------"
    record = struct.pack("<4i", 7, 22, 1, len(declared)) + declared
    file = with_record(sample(tmp_path / "file.sav"), record)
    assert read_readstat(str(file))["PERSON"].to_list()[0] == "---------"
    assert not copy_without_missing(file, tmp_path / "copy.sav")


def test_other_records_are_passed_over(tmp_path: Path) -> None:
    record = struct.pack("<2i", 6, 2) + b"x" * 160
    options = {
        "missing_ranges": {"NUMBER": [-2]},
        "value_labels": {"NUMBER": {-2: "a", 1: "of a length of its own", 12: ""}},
        "variable_labels": {"NUMBER": "number", "PERSON": "a person"},
    }
    file, copy = with_record(sample(tmp_path / "file.sav", **options), record), tmp_path / "c.sav"
    assert copy_without_missing(file, copy)
    assert read_readstat(str(file))["NUMBER"].to_list() == [None, 1, 12]
    assert read_readstat(str(copy))["NUMBER"].to_list() == [-2, 1, 12]


def test_nothing_is_copied_where_nothing_is_declared(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sav"
    assert not copy_without_missing(sample(tmp_path / "file.sav"), copy)
    assert not copy.exists()


def test_what_is_no_header_is_an_error(tmp_path: Path) -> None:
    file = sample(tmp_path / "file.sav")
    file.write_bytes(file.read_bytes()[:176] + b"\x05" * 400)
    with pytest.raises(struct.error):
        copy_without_missing(file, tmp_path / "copy.sav")
