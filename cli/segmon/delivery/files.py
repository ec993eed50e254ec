"""The files of one delivered table: where they are, what their headers are, how SQL reads them."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from segmon.database import connect, quoted
from segmon.delivery.reading import readable
from segmon.delivery.rules import INTEGERS
from segmon.delivery.spec import TableSpec
from segmon.delivery.text_files import look_through
from segmon.errors import DeliveryError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: Columns that tell where a row is: the path of its file, and its number there, from 1.
FILE, ROW = "segmon:file", "segmon:row"


@dataclass(frozen=True)
class FoundTable:
    """A table of a layout whose files were found and whose headers were read.

    Attributes:
        spec: the table of the layout.
        source: its file or folder, as seen from the delivery; empty when an optional table is
            not there.
        headers: the column names of each file, repeated where a file repeats them.
        files: its files, by the name that people know them by.
        relation: the SQL relation that reads its files; empty when there are none.
        numbered: the same with the file and the number of each row, `FILE` and `ROW`.
        frame: the rows of files that SQL cannot read, with `FILE` and `ROW`; `relation` is the
            name by which a connection knows it.
        mixed: files in which a column is of another type than in others, with the column: its
            type there, and the usual one.
    """

    spec: TableSpec
    source: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    relation: str = ""
    numbered: str = ""
    frame: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    mixed: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the table in schema `delivery`."""
        return self.spec.name

    @property
    def paths(self) -> dict[str, str]:
        """Name of each file by its path, as column `FILE` has it."""
        return {str(file.resolve()): name for name, file in self.files.items()}


def find_table(folder: Path, spec: TableSpec) -> FoundTable | None:
    """Find the files of a table and read their headers.

    Args:
        folder: the folder that was delivered.
        spec: the table of the layout.

    Returns:
        The table; null if it is not there and should be.

    Raises:
        DeliveryError: it is there twice, or a file cannot be opened.
    """
    with readable(str(folder)):
        return _published(folder, spec) if spec.pattern else _canonical(folder, spec)


def _published(folder: Path, spec: TableSpec) -> FoundTable | None:
    files = sorted(file for file in folder.iterdir() if re.fullmatch(spec.pattern, file.name))
    if not files:
        return FoundTable(spec) if spec.optional else None
    import pandas as pd

    from segmon.delivery.duo_files import read_duo_file

    headers, frames = {}, []
    for file in files:
        with readable(file.name):
            headers[file.name], frame = read_duo_file(spec, file)
        frame[FILE], frame[ROW] = str(file.resolve()), range(1, len(frame) + 1)
        frames.append(frame)
    name = f"rows_of_{spec.name}"
    return FoundTable(
        spec,
        source=", ".join(headers),
        headers=headers,
        files={file.name: file for file in files},
        relation=name,
        numbered=name,
        frame=pd.concat(frames, ignore_index=True),
    )


def _canonical(folder: Path, spec: TableSpec) -> FoundTable | None:
    candidates = [folder / f"{spec.name}{suffix}" for suffix in ("", ".parquet", ".csv")]
    found = [path for path in candidates if path.exists()]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DeliveryError(f"{spec.name} was delivered more than once: {names}; keep one")
    path = found[0]
    with readable(path.name):
        return _csv(spec, path) if path.suffix == ".csv" else _parquet(spec, path)


def _csv(spec: TableSpec, file: Path) -> FoundTable:
    look_through(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header = tuple(name.strip().lower() for name in next(csv.reader(lines), ()))
    # a doubled column is judged later; here it only needs a name of its own
    names = [f"{name}:{i}" if name in header[:i] else name for i, name in enumerate(header)]
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    path = str(file.resolve())
    reader = (
        f"read_csv({quoted(path, glob=True)}, auto_detect=false, header=true,"
        f" delim=',', quote='\"', escape='\"', columns={{{columns}}}"
    )
    return FoundTable(
        spec,
        source=file.name,
        headers={file.name: header},
        files={file.name: file},
        relation=f"{reader})",
        # one reader, so that the rows come in their order
        numbered=f'(select *, {quoted(path)} as "{FILE}", row_number() over () as "{ROW}"'
        f" from {reader}, parallel=false))",
    )


def _parquet(spec: TableSpec, path: Path) -> FoundTable:
    files = _parts(path)
    listed = ", ".join(quoted(str(file.resolve()), glob=True) for file in files.values())
    hive = "school_year=" in next(iter(files))
    reader = (
        f"read_parquet([{listed}], hive_partitioning={str(hive).lower()}, hive_types_autocast=false"
        # a column takes a type that holds the values of every file, not the type of the first one
        f", union_by_name={str(len(files) > 1).lower()}"
    )
    with connect() as connection:
        schemas = _schemas(connection, listed, files)
        mixed = _mixed(connection, spec, files, schemas)
    partition = ("school_year",) if hive else ()
    return FoundTable(
        spec,
        source=path.name + ("/" if path.is_dir() else ""),
        headers={label: (*partition, *(name for name, _ in of)) for label, of in schemas.items()},
        files=files,
        relation=f"{reader})",
        numbered=f'(select *, filename as "{FILE}", file_row_number + 1 as "{ROW}"'
        f" from {reader}, filename=true, file_row_number=true))",
        mixed=mixed,
    )


def _parts(path: Path) -> dict[str, Path]:
    """The files of a table, by the name that people know them by."""

    def refuse(error: OSError) -> None:
        # a folder that is passed over is a school year that is lost
        raise error

    files = [path]
    if path.is_dir():
        walk = os.walk(path, onerror=refuse)
        files = sorted(
            Path(at) / name for at, _, names in walk for name in names if name.endswith(".parquet")
        )
    if not files:
        raise DeliveryError(f"the folder {path.name} has no Parquet file")
    for file in files:
        if not file.is_file():
            raise DeliveryError(f"{file.relative_to(path.parent)} cannot be read: it is not a file")
    return {file.relative_to(path.parent).as_posix(): file for file in files}


def _schemas(
    connection: duckdb.DuckDBPyConnection, listed: str, files: Mapping[str, Path]
) -> dict[str, list[tuple[str, str]]]:
    """Name, in lower case, and type of each column of each file."""
    rows = connection.execute(
        "select file_name, lower(name), duckdb_type"
        f" from parquet_schema([{listed}]) where type is not null"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for path, name, kind in rows:
        columns.setdefault(path, []).append((name, kind))
    return {label: columns.get(str(file.resolve()), []) for label, file in files.items()}


def _mixed(
    connection: duckdb.DuckDBPyConnection,
    spec: TableSpec,
    files: Mapping[str, Path],
    schemas: Mapping[str, Sequence[tuple[str, str]]],
) -> dict[tuple[str, str], tuple[str, str]]:
    """Files in which a column that holds values is of another kind of type than in others."""
    mixed = {}
    for column in spec.column_names:
        kinds = {
            label: _family(kind)
            for label, of in schemas.items()
            for name, kind in of
            if name == column
        }
        if len(set(kinds.values())) < 2:
            continue
        # a column without a value is written with any type
        filled = {
            label: kind
            for label, kind in kinds.items()
            if _has_values(connection, files[label], column)
        }
        usual = next(iter(filled.values()), "")
        for label, kind in filled.items():
            if kind != usual:
                mixed[label, column] = (kind, usual)
    return mixed


def _has_values(connection: duckdb.DuckDBPyConnection, file: Path, column: str) -> bool:
    reader = f"read_parquet({quoted(str(file.resolve()), glob=True)})"
    return connection.execute(f'select count("{column}") from {reader}').fetchone() != (0,)


def _family(kind: str) -> str:
    is_number = kind in INTEGERS or kind.startswith(("FLOAT", "DOUBLE", "DECIMAL"))
    return "number" if is_number else "text" if kind == "VARCHAR" else kind.lower()
