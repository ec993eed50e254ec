"""The files of one delivered table: where they are, what their headers are, how SQL reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmon.database import connect, quoted
from segmon.delivery.csv_files import CsvFile
from segmon.delivery.csv_tables import read_csv_file
from segmon.delivery.names import column_name, near, year_in
from segmon.delivery.parquet_tables import find_parquet
from segmon.delivery.parts import Parts, find_parts, partitions
from segmon.delivery.reading import readable
from segmon.delivery.spec import TableSpec
from segmon.delivery.statistics.files import StatisticsFile
from segmon.errors import DeliveryError
from segmon.findings import Notice
from segmon.texts import shown

if TYPE_CHECKING:
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
        types: DuckDB type of each column of the layout, where the files have types.
        empty_texts: columns in which an unknown value may be an empty text.
        notices: what is said of how its files are read.
        statistics: files of statistics programs among them, whose rows are read from the private
            folder once they were converted.
    """

    spec: TableSpec
    source: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    relation: str = ""
    numbered: str = ""
    frame: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    mixed: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    empty_texts: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    statistics: tuple[StatisticsFile, ...] = ()

    @property
    def name(self) -> str:
        """Name of the table in schema `delivery`."""
        return self.spec.name

    @property
    def paths(self) -> dict[str, str]:
        """Name of each file by its path, as column `FILE` has it."""
        return {str(file.resolve()): name for name, file in self.files.items()}


def open_table_files(spec: TableSpec, paths: Sequence[Path], label: str = "") -> FoundTable:
    """Read the headers of the files of a table; those that are published are read whole.

    Args:
        spec: the table of the layout.
        paths: its file or folder, or its published files; none where it is optional.
        label: the name of its file or folder as seen from the delivery; empty for that of the path.

    Raises:
        DeliveryError: a file cannot be opened, or does not go with the others.
    """
    if not paths:
        return FoundTable(spec)
    return _published(spec, paths) if spec.pattern else _canonical(spec, paths[0], label)


def _published(spec: TableSpec, files: Sequence[Path]) -> FoundTable:
    import pandas as pd

    from segmon.delivery.duo_files import read_duo_file

    headers, frames = {}, []
    for file in files:
        with readable(shown(file.name)):
            headers[file.name], frame = read_duo_file(spec, file, year_in(spec.pattern, file.name))
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


def _canonical(spec: TableSpec, path: Path, label: str) -> FoundTable:
    with readable(shown(path.name)):
        parts = find_parts(spec, path, label)
        found = read_parts(spec, path.name + ("/" if path.is_dir() else ""), parts)
    unused = (Notice(name, "it is no CSV and no Parquet file", True) for name in parts.unused)
    return replace(found, notices=(*found.notices, *_without_optional(found), *unused))


def read_parts(spec: TableSpec, source: str, parts: Parts) -> FoundTable:
    """Read the headers of CSV or Parquet files.

    Args:
        spec: the table, its columns by the names that files have.
        source: its file or folder, as seen from the delivery.
        parts: the files.

    Raises:
        DeliveryError: a file cannot be opened, or does not go with the others.
    """
    return (_csv if parts.is_csv else _parquet)(spec, source, parts)


def _without_optional(found: FoundTable) -> Iterator[Notice]:
    """Optional columns that a file does not have, where it or another one may be meant to."""
    for column in found.spec.columns:
        without = [file for file, names in found.headers.items() if column.name not in names]
        for file in without if column.optional else ():
            further = [n for n in found.headers[file] if n not in found.spec.column_names]
            if like := near(column.name, further):
                yield Notice(file, f"column {like} is not read: did you mean {column.name}?")
            elif len(without) < len(found.files):
                yield Notice(file, f"it has no {column.name}, which other files of the table have")


def _csv(spec: TableSpec, source: str, parts: Parts) -> FoundTable:
    files = []
    for label, file in parts.files.items():
        with readable(shown(label)):
            found = read_csv_file(spec, file, label, parts.hive)
            for i, name in enumerate(found.header):
                if name in parts.hive:
                    _require_agreement(found.rows(), found.names[i], name, label)
            files.append(found)
    # files that are written alike are read at once
    alike: dict[tuple[object, ...], list[CsvFile]] = {}
    for found in files:
        alike.setdefault(found.form, []).append(found)
    return FoundTable(
        spec,
        source=source,
        headers={
            found.label: (*parts.hive, *(name for name in found.header if name not in parts.hive))
            for found in files
        },
        files=parts.files,
        relation=_all([first.rows(*others) for first, *others in alike.values()]),
        numbered=_all([found.rows(numbered=(FILE, ROW)) for found in files]),
        notices=tuple(Notice(found.label, text) for found in files for text in found.notices),
    )


def _all(relations: list[str]) -> str:
    if len(relations) == 1:
        return relations[0]
    return f"({' union all by name '.join(f'select * from {each}' for each in relations)})"


def _parquet(spec: TableSpec, source: str, parts: Parts) -> FoundTable:
    found = find_parquet(spec, parts.files, parts.hive)
    for label, of in found.schemas.items():
        for raw, _ in of:
            if (name := column_name(raw)) in parts.hive:
                path = quoted(str(parts.files[label].resolve()), glob=True)
                reader = f"read_parquet({path}, hive_partitioning=false, binary_as_string=true)"
                _require_agreement(reader, raw, name, label)
    return FoundTable(
        spec,
        source=source,
        headers=found.headers,
        files=parts.files,
        relation=found.rows(),
        numbered=found.rows(numbered=(FILE, ROW)),
        mixed=found.mixed,
        types=found.types,
        empty_texts=found.empty_texts,
    )


def _require_agreement(rows: str, column: str, name: str, label: str) -> None:
    """Make sure that a column of a file that also names its folder has the value of the folder."""
    value = {key.lower(): value for key, value in partitions(label)}[name]
    identifier = '"' + column.replace('"', '""') + '"'
    with connect() as connection:
        other = connection.execute(
            f"select count(*) from {rows} where cast({identifier} as varchar) is distinct from ?",
            [value],
        ).fetchone()
    if other and other[0]:
        raise DeliveryError(
            f"{shown(label)}: {name} is {shown(str(value))} by the name of the folder and another"
            f" value in {other[0]:,} rows of the file; correct one of the two"
        )
