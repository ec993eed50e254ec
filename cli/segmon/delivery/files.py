"""Finding and reading the files of one delivered table."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from segmon.database import connect, quoted
from segmon.delivery.rules import INTEGERS
from segmon.delivery.spec import TableSpec
from segmon.delivery.text_files import look_through
from segmon.errors import DeliveryError

if TYPE_CHECKING:
    import pandas as pd

#: Columns that tell where a row stands: the path of its file, and its number there, from 1.
FILE, ROW = "segmon:file", "segmon:row"


@dataclass
class DeliveredTable:
    """One table of a delivery.

    Attributes:
        table: the table of the layout.
        source: its file or folder, as seen from the delivery.
        headers: the column names of each file, repeated where a file repeats them.
        files: its files, by the name that people know them by.
        relation: the SQL relation that reads its files; empty when `frame` holds the rows.
        numbered: the same with the file and the number of each row, `FILE` and `ROW`.
        frame: the rows, for files that SQL cannot read, with `FILE` and `ROW`.
        types: DuckDB types of the columns once `load` has put it in a database.
        left_out: file and number of each row that is not read.
        mixed: files in which a column is of another type than in others: its name, both types.
    """

    table: TableSpec
    source: str
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    relation: str = ""
    numbered: str = ""
    frame: pd.DataFrame | None = None
    types: dict[str, str] = field(default_factory=dict)
    left_out: set[tuple[str, int]] = field(default_factory=set)
    mixed: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @property
    def has_columns(self) -> bool:
        """Whether each file has every column that must be there, once."""
        required = [column.name for column in self.table.columns if not column.optional]
        return all(header.count(name) == 1 for header in self.headers.values() for name in required)


def find_table(folder: Path, table: TableSpec) -> DeliveredTable | None:
    """Find the files of a table and read their headers.

    Args:
        folder: the folder that was delivered.
        table: the table of the layout.

    Returns:
        The table; null if it is not there and should be.

    Raises:
        DeliveryError: it stands there twice, or a file cannot be opened.
    """
    with readable(str(folder)):
        return _published(folder, table) if table.pattern else _canonical(folder, table)


def _published(folder: Path, table: TableSpec) -> DeliveredTable | None:
    from segmon.delivery.duo_files import read_duo_file

    files = sorted(file for file in folder.iterdir() if re.fullmatch(table.pattern, file.name))
    if not files:
        return DeliveredTable(table, "") if table.optional else None
    import pandas as pd

    delivered = DeliveredTable(table, ", ".join(file.name for file in files))
    delivered.files = {file.name: file for file in files}
    frames = []
    for file in files:
        with readable(file.name):
            delivered.headers[file.name], frame = read_duo_file(table, file)
        frame[FILE], frame[ROW] = str(file.resolve()), range(1, len(frame) + 1)
        frames.append(frame)
    delivered.frame = pd.concat(frames, ignore_index=True)
    return delivered


def _canonical(folder: Path, table: TableSpec) -> DeliveredTable | None:
    candidates = [folder / f"{table.name}{suffix}" for suffix in ("", ".parquet", ".csv")]
    found = [path for path in candidates if path.exists()]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DeliveryError(f"{table.name} was delivered more than once: {names}; keep one")
    path = found[0]
    with readable(path.name):
        return _csv(table, path) if path.suffix == ".csv" else _parquet(table, path)


def _csv(table: TableSpec, file: Path) -> DeliveredTable:
    look_through(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header = tuple(name.strip().lower() for name in next(csv.reader(lines), ()))
    # a doubled column is judged later; here it only needs a name of its own
    names = [f"{name}:{i}" if name in header[:i] else name for i, name in enumerate(header)]
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    path = str(file.resolve())
    relation = (
        f"read_csv({quoted(path, glob=True)}, auto_detect=false, header=true,"
        f" delim=',', quote='\"', escape='\"', columns={{{columns}}}"
    )
    # one reader, so that the rows come in their order
    numbered = (
        f'(select *, {quoted(path)} as "{FILE}", row_number() over () as "{ROW}"'
        f" from {relation}, parallel=false))"
    )
    return DeliveredTable(
        table, file.name, {file.name: header}, {file.name: file}, relation + ")", numbered
    )


def _parquet(table: TableSpec, path: Path) -> DeliveredTable:
    files = _parts(path) if path.is_dir() else [path]
    if not files:
        raise DeliveryError(f"the folder {path.name} holds no Parquet file")
    for file in files:
        if not file.is_file():
            raise DeliveryError(f"{file.relative_to(path.parent)} cannot be read: it is not a file")
    listed = ", ".join(quoted(str(file.resolve()), glob=True) for file in files)
    hive = "school_year=" in files[0].relative_to(path.parent).as_posix()
    delivered = DeliveredTable(table, path.name + ("/" if path.is_dir() else ""))
    relation = (
        f"read_parquet([{listed}], hive_partitioning={str(hive).lower()}, hive_types_autocast=false"
        # a column takes a type that holds the values of every file, not the type of the first one
        f", union_by_name={str(len(files) > 1).lower()}"
    )
    delivered.relation = relation + ")"
    delivered.numbered = (
        f'(select *, filename as "{FILE}", file_row_number + 1 as "{ROW}"'
        f" from {relation}, filename=true, file_row_number=true))"
    )
    query = (
        "select file_name, lower(name), duckdb_type"
        f" from parquet_schema([{listed}]) where type is not null"
    )
    with connect() as connection:
        rows = connection.execute(query).fetchall()
        names: dict[str, list[str]] = {}
        for file_name, name, _ in rows:
            names.setdefault(file_name, ["school_year"] if hive else []).append(name)
        for file in files:
            label = file.relative_to(path.parent).as_posix()
            delivered.headers[label] = tuple(names.get(str(file.resolve()), ()))
            delivered.files[label] = file
        for name in table.column_names:
            kinds = {at: _family(kind) for at, column, kind in rows if column == name}
            if len(set(kinds.values())) > 1:
                _note_mixed(connection, delivered, name, kinds)
    return delivered


def _parts(folder: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        # a folder that is passed over is a school year that is lost
        raise error

    walk = os.walk(folder, onerror=refuse)
    return sorted(
        Path(at) / name for at, _, names in walk for name in names if name.endswith(".parquet")
    )


def _family(kind: str) -> str:
    is_number = kind in INTEGERS or kind.startswith(("FLOAT", "DOUBLE", "DECIMAL"))
    return "number" if is_number else "text" if kind == "VARCHAR" else kind.lower()


def _note_mixed(
    connection: duckdb.DuckDBPyConnection,
    delivered: DeliveredTable,
    column: str,
    kinds: Mapping[str, str],
) -> None:
    labels = {str(file.resolve()): label for label, file in delivered.files.items()}
    # a column without a value is written with any type
    filled = {
        labels[file]: kind
        for file, kind in kinds.items()
        if connection.execute(
            f'select count("{column}") from read_parquet({quoted(file, glob=True)})'
        ).fetchone()
        != (0,)
    }
    usual = next(iter(filled.values()), "")
    for label, kind in filled.items():
        if kind != usual:
            delivered.mixed[label, column] = (kind, usual)


#: Lines of a reader's message that give a reason and show nothing of the file.
REASONS = ("Expected Number of Columns", "Value with unterminated quote", "Invalid unicode")


@contextmanager
def readable(source: str) -> Iterator[None]:
    """Turn what a reader says of a broken file into a `DeliveryError` that names it.

    The message keeps the line and the reason, never the content of the line: it may be a pupil.
    """
    try:
        yield
    except OSError as error:
        raise DeliveryError(f"{source} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DeliveryError(f"{source} is not UTF-8; deliver it as UTF-8") from None
    except csv.Error as error:
        raise DeliveryError(f"{source} cannot be read: {error}") from None
    except duckdb.Error as error:
        lines = str(error).splitlines()
        # what could not be converted is content
        kept = [lines[0].partition(": Could not convert")[0].rstrip(": ")]
        kept += [line for line in lines[1:] if line.startswith(REASONS)]
        raise DeliveryError(f"{source} cannot be read: {' '.join(kept)}") from None
