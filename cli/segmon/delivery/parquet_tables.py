"""Parquet files as tools write them: their columns, and the relation that reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.database import connect, quoted
from segmon.delivery.forms import NULL_TYPE, family
from segmon.delivery.names import column_name
from segmon.delivery.spec import TableSpec

#: Name, as the file has it, and type of each column of each file.
Schemas = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class ParquetFiles:
    """The Parquet files of a table.

    Attributes:
        spec: the table of the layout.
        files: the files, by the name that people know them by.
        hive: names of the columns that their folders are named after.
        schemas: their columns.
        mixed: files in which a column is of another type than in others, with the column: its
            type there, and the usual one.
        empty_texts: columns in which a text may be empty.
    """

    spec: TableSpec
    files: Mapping[str, Path]
    hive: tuple[str, ...]
    schemas: Schemas
    mixed: Mapping[tuple[str, str], tuple[str, str]]
    empty_texts: frozenset[str]

    @property
    def headers(self) -> dict[str, tuple[str, ...]]:
        """The column names of each file as they are read, those of its folders among them."""
        names = {label: [column_name(raw) for raw, _ in of] for label, of in self.schemas.items()}
        return {
            label: (*self.hive, *(name for name in of if name not in self.hive))
            for label, of in names.items()
        }

    @property
    def types(self) -> dict[str, str]:
        """Type of each column of the layout that holds values, in the first file that says so."""
        found: dict[str, str] = {}
        for of in self.schemas.values():
            for raw, kind in of:
                if kind != NULL_TYPE:
                    found.setdefault(column_name(raw), kind)
        return {name: kind for name, kind in found.items() if name not in self.hive}

    def rows(self, numbered: tuple[str, str] | None = None) -> str:
        """SQL of the rows of all files.

        Args:
            numbered: names of columns for the path of the file and the number of the row.
        """
        # files that spell their columns alike are read at once
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for label in self.files:
            alike.setdefault(self._spelling(label), []).append(label)
        if all(raw.lower() == name for spelling in alike for name, raw in spelling):
            return self._part(list(self.files), {}, numbered)
        parts = [self._part(labels, dict(names), numbered) for names, labels in alike.items()]
        return parts[0] if len(parts) == 1 else f"({' union all by name '.join(parts)})"

    def _spelling(self, label: str) -> tuple[tuple[str, str], ...]:
        """The columns of the layout that a file has, and how it spells them."""
        there: dict[str, str] = {}
        for raw in (*self.hive, *(raw for raw, _ in self.schemas[label])):
            there.setdefault(column_name(raw), raw)
        return tuple((name, there[name]) for name in self.spec.column_names if name in there)

    def _part(
        self, labels: Sequence[str], names: Mapping[str, str], numbered: tuple[str, str] | None
    ) -> str:
        files = ", ".join(quoted(str(self.files[each].resolve()), glob=True) for each in labels)
        options = [
            f"[{files}]",
            # text of which the tool did not say that it is text
            "binary_as_string=true",
            f"hive_partitioning={str(bool(self.hive)).lower()}, hive_types_autocast=false",
            # a column takes a type that holds the values of every file, not that of the first one
            f"union_by_name={str(len(labels) > 1).lower()}",
        ]
        if numbered:
            options.append("filename=true, file_row_number=true")
        columns = [f'{_identifier(raw)} as "{name}"' for name, raw in names.items()] or ["*"]
        if numbered:
            columns += [f'filename as "{numbered[0]}"', f'file_row_number + 1 as "{numbered[1]}"']
        reader = f"read_parquet({', '.join(options)})"
        return reader if columns == ["*"] else f"(select {', '.join(columns)} from {reader})"


def find_parquet(
    spec: TableSpec, files: Mapping[str, Path], hive: tuple[str, ...] = ()
) -> ParquetFiles:
    """Read the columns of the Parquet files of a table.

    Args:
        spec: the table of the layout.
        files: the files, by the name that people know them by.
        hive: names of the columns that their folders are named after.
    """
    paths = {str(file.resolve()): label for label, file in files.items()}
    listed = ", ".join(quoted(path, glob=True) for path in paths)
    with connect() as connection:
        schemas = _schemas(connection, listed, paths)
        mixed = _mixed(connection, spec, files, schemas)
        empty_texts = _empty_texts(connection, listed)
    return ParquetFiles(spec, files, hive, schemas, mixed, empty_texts)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _schemas(
    connection: duckdb.DuckDBPyConnection, listed: str, paths: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    rows = connection.execute(
        f"select file_name, name, duckdb_type from parquet_schema([{listed}])"
        " where type is not null"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {label: [] for label in paths.values()}
    for path, name, kind in rows:
        columns[paths[path]].append((name, "VARCHAR" if kind == "BLOB" else kind))
    return columns


def _empty_texts(connection: duckdb.DuckDBPyConnection, listed: str) -> frozenset[str]:
    """Columns in which a text may be empty, as the least text of some group of rows tells."""
    rows = connection.execute(
        f"select distinct path_in_schema from parquet_metadata([{listed}])"
        " where type = 'BYTE_ARRAY' and coalesce(stats_null_count, 0) < num_values"
        " and coalesce(stats_min_value, stats_min, '') = ''"
    ).fetchall()
    return frozenset(column_name(name) for (name,) in rows)


def _mixed(
    connection: duckdb.DuckDBPyConnection,
    spec: TableSpec,
    files: Mapping[str, Path],
    schemas: Schemas,
) -> dict[tuple[str, str], tuple[str, str]]:
    """Files in which a column that holds values is of another kind of type than in others."""
    mixed = {}
    for column in spec.columns:
        kinds = {
            label: (raw, kind)
            for label, of in schemas.items()
            for raw, kind in of
            if column_name(raw) == column.name
        }
        if len({family(kind) for _, kind in kinds.values()}) < 2:
            continue
        # a column without a value is written with any type
        filled = {
            label: kind
            for label, (raw, kind) in kinds.items()
            if _has_values(connection, files[label], raw)
        }
        usual = next(iter(filled.values()), "")
        for label, kind in filled.items():
            if family(kind) != family(usual):
                mixed[label, column.name] = (family(kind), family(usual))
    return mixed


def _has_values(connection: duckdb.DuckDBPyConnection, file: Path, column: str) -> bool:
    reader = f"read_parquet({quoted(str(file.resolve()), glob=True)})"
    row = connection.execute(f"select count({_identifier(column)}) from {reader}").fetchone()
    return row != (0,)
