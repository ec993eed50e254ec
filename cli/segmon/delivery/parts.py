"""The files of a table that is a folder: its parts, and the columns its folders are named after."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from segmon.delivery.names import is_ignored, listed
from segmon.delivery.spec import TableSpec
from segmon.errors import DeliveryError
from segmon.texts import shown

CSV_ENDINGS = (".csv", ".tsv", ".csv.gz", ".csv.zst", ".tsv.gz", ".tsv.zst")
ENDINGS = (*CSV_ENDINGS, ".parquet")
#: Value of the folder of rows of which the value is unknown.
UNKNOWN_FOLDER = "__HIVE_DEFAULT_PARTITION__"
#: Folders of a table format that keeps rows which are no longer valid, by the name of the format.
TABLE_FORMATS = {"_delta_log": "Delta", ".hoodie": "Hudi"}


@dataclass(frozen=True)
class Parts:
    """The files of a table.

    Attributes:
        files: the files, by their path as seen from the delivery.
        is_csv: whether they are CSV; otherwise Parquet.
        hive: names of the columns that their folders are named after.
        unused: files that are no part of it.
    """

    files: dict[str, Path]
    is_csv: bool
    hive: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def find_parts(spec: TableSpec, path: Path, label: str = "") -> Parts:
    """The files of a table.

    Args:
        spec: the table of the layout.
        path: its file or folder.
        label: its name as seen from the delivery; empty for that of the path.

    Raises:
        DeliveryError: a folder holds no file that can be read, or files of several kinds.
    """
    if not path.is_dir():
        return Parts({label or path.name: path}, path.name.lower().endswith(CSV_ENDINGS))
    files, unused = _walk(path, label.removesuffix(path.name))
    by_csv = {label: label.lower().endswith(CSV_ENDINGS) for label in files}
    n_csv = sum(by_csv.values())
    folder = shown(path.name)
    if not files:
        there = f"; it holds {listed(unused)}" if unused else "; it is empty"
        raise DeliveryError(f"the folder {folder} has no Parquet file and no CSV{there}")
    if 0 < n_csv < len(files):
        raise DeliveryError(
            f"the folder {folder} has {n_csv:,} CSV and {len(files) - n_csv:,} Parquet files; keep"
            " one kind"
        )
    return Parts(files, bool(n_csv), _hive(spec, files), tuple(unused))


def _walk(path: Path, above: str) -> tuple[dict[str, Path], list[str]]:
    def refuse(error: OSError) -> None:
        # a folder that is passed over is a school year that is lost
        raise error

    found: list[Path] = []
    unused: list[Path] = []
    for at, folders, names in os.walk(path, onerror=refuse):
        for name in folders:
            if name in TABLE_FORMATS:
                raise DeliveryError(
                    f"the folder {shown(path.name)} is a table of {TABLE_FORMATS[name]}, which"
                    " keeps rows that were deleted; export it as plain Parquet"
                )
        folders[:] = [name for name in folders if not is_ignored(name)]
        for name in filter(lambda name: not is_ignored(name), names):
            is_part = name.lower().endswith(ENDINGS)
            (found if is_part else unused).append(Path(at) / name)
    for file in sorted(found):
        if not file.is_file():
            place = shown(file.relative_to(path.parent).as_posix())
            raise DeliveryError(f"{place} cannot be read: it is not a file")
    return (
        {above + file.relative_to(path.parent).as_posix(): file for file in sorted(found)},
        [above + file.relative_to(path.parent).as_posix() for file in sorted(unused)],
    )


def _hive(spec: TableSpec, files: dict[str, Path]) -> tuple[str, ...]:
    """Names of the columns of the layout that folders are named after, `NAME=VALUE`."""
    keys = {
        label: tuple(
            key.lower() for key, _ in partitions(label) if key.lower() in spec.column_names
        )
        for label in files
    }
    first = next(iter(keys))
    for label, other in keys.items():
        if other != keys[first]:
            raise DeliveryError(
                f"{shown(first)} is in folders of {listed(keys[first]) or 'no column'},"
                f" {shown(label)} in folders of {listed(other) or 'no column'}; name the folders"
                " of a table alike"
            )
    return keys[first]


def partitions(label: str) -> list[tuple[str, str | None]]:
    """Column and value of each folder of a path that is named `NAME=VALUE`."""
    pairs = (folder.partition("=") for folder in label.split("/")[:-1])
    return [
        (key, None if value == UNKNOWN_FOLDER else unquote(value))
        for key, sign, value in pairs
        if sign
    ]
