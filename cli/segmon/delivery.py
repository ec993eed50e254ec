"""Finding and reading the tables of a delivery, every value as it was delivered."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from segmon import PROJECT_DIR
from segmon.database import connect
from segmon.errors import DeliveryError, Finding, UsageError
from segmon.layouts import LAYOUTS
from segmon.rules import NULL_TYPE, Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class DeliveredTable:
    """One table of a delivery.

    Attributes:
        table: the table of the layout.
        source: its file or folder, as seen from the delivery.
        headers: the column names of each file, repeated where a file repeats them.
        relation: the SQL relation that reads its files; empty when `frame` holds the rows.
        frame: the rows, for files that SQL cannot read.
        types: DuckDB types of the columns once `load` has put it in a database.
    """

    table: Table
    source: str
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    relation: str = ""
    frame: pd.DataFrame | None = None
    types: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery:
    """A delivery whose files were found and whose headers were read."""

    folder: Path
    layout: str
    tables: list[DeliveredTable]

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put every table in schema `delivery` of a database: a view of its files, or its rows.

        Each has exactly the columns of the layout; an optional column that was not delivered reads
        as null, an optional table as empty.
        """
        connection.execute("create schema delivery")
        for delivered in self.tables:
            if delivered.frame is not None:
                connection.register("delivered_rows", delivered.frame)
                delivered.relation = "delivered_rows"
            with readable(delivered.source):
                self._create(connection, delivered)

    def _create(self, connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable) -> None:
        kind = "table" if delivered.frame is not None else "view"
        present = set(next(iter(delivered.headers.values()), ()))
        if delivered.relation:
            described = connection.execute(f"describe select * from {delivered.relation}")
            delivered.types = {row[0]: row[1] for row in described.fetchall()}
        columns = []
        for name in delivered.table.column_names:
            if name not in present:
                delivered.types[name] = NULL_TYPE
            # a column without a single value has no type of its own
            if delivered.types[name] == NULL_TYPE:
                source = "null" if name not in present else f'"{name}"'
                columns.append(f'cast({source} as varchar) as "{name}"')
                delivered.types[name] = "VARCHAR"
            else:
                columns.append(f'"{name}"')
        source = f" from {delivered.relation}" if delivered.relation else " limit 0"
        connection.execute(
            f"create {kind} delivery.{delivered.table.name} as select {', '.join(columns)}{source}"
        )


def find_delivery(folder: Path, layout: str) -> Delivery:
    """Find the files of a delivery and read their headers.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.

    Raises:
        UsageError: the folder does not exist.
        DeliveryError: a table is missing, stands there twice, or cannot be opened.
    """
    if not folder.is_dir():
        raise UsageError(f"the delivery {folder} is not a folder")
    delivered, findings = [], []
    for table in LAYOUTS[layout]:
        found = _published(folder, table) if table.pattern else _canonical(folder, table)
        if found is None:
            findings.append(_missing(table))
        else:
            delivered.append(found)
    if findings:
        raise DeliveryError(f"the delivery {folder} is incomplete", findings)
    return Delivery(folder.resolve(), layout, delivered)


def _missing(table: Table) -> Finding:
    expected = (
        table.pattern.replace("\\", "").replace("?", "").replace("(d{4}-d{4})", "YYYY-YYYY")
        if table.pattern
        else f"{table.name}.parquet, {table.name}.csv or a folder {table.name} of Parquet files"
    )
    return Finding(table.name, "", f"the file is there ({expected})", 0, 1)


def _published(folder: Path, table: Table) -> DeliveredTable | None:
    from segmon.duo import read_duo_file

    files = sorted(file for file in folder.iterdir() if re.fullmatch(table.pattern, file.name))
    if not files:
        return DeliveredTable(table, "") if table.optional else None
    import pandas as pd

    delivered = DeliveredTable(table, ", ".join(file.name for file in files))
    frames = []
    for file in files:
        with readable(file.name):
            delivered.headers[file.name], frame = read_duo_file(table, file)
        frames.append(frame)
    delivered.frame = pd.concat(frames, ignore_index=True)
    return delivered


def _canonical(folder: Path, table: Table) -> DeliveredTable | None:
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


def _csv(table: Table, file: Path) -> DeliveredTable:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header = tuple(name.strip().lower() for name in next(csv.reader(lines), ()))
    # a doubled column is judged later; here it only needs a name of its own
    names = [f"{name}:{i}" if name in header[:i] else name for i, name in enumerate(header)]
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in names)
    relation = (
        f"read_csv({_quoted(str(file.resolve()), glob=True)}, auto_detect=false, header=true,"
        f" delim=',', quote='\"', escape='\"', columns={{{columns}}})"
    )
    return DeliveredTable(table, file.name, {file.name: header}, relation)


def _parquet(table: Table, path: Path) -> DeliveredTable:
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files:
        raise DeliveryError(f"the folder {path.name} holds no Parquet file")
    listed = ", ".join(_quoted(str(file.resolve()), glob=True) for file in files)
    hive = "school_year=" in files[0].relative_to(path.parent).as_posix()
    delivered = DeliveredTable(table, path.name + ("/" if path.is_dir() else ""))
    delivered.relation = (
        f"read_parquet([{listed}], hive_partitioning={str(hive).lower()},"
        " hive_types_autocast=false)"
    )
    query = f"select file_name, name from parquet_schema([{listed}]) where type is not null"
    with connect() as connection:
        rows = connection.execute(query).fetchall()
    for file in files:
        names = tuple(name.lower() for file_name, name in rows if Path(file_name) == file.resolve())
        label = file.relative_to(path.parent).as_posix()
        delivered.headers[label] = ("school_year", *names) if hive else names
    return delivered


def _quoted(value: str, glob: bool = False) -> str:
    escaped = re.sub(r"([*?\[])", r"[\1]", value) if glob else value
    return "'" + escaped.replace("'", "''") + "'"


def load_seeds(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Put seeds of the project in schema `seeds` of a database, every column as text."""
    connection.execute("create schema if not exists seeds")
    for name in names:
        file = _quoted(str(PROJECT_DIR / "seeds" / f"{name}.csv"), glob=True)
        connection.execute(
            f"create table seeds.{name} as from read_csv({file}, header=true, all_varchar=true)"
        )


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
        kept = lines[:1] + [line for line in lines[1:] if line.startswith(REASONS)]
        raise DeliveryError(f"{source} cannot be read: {' '.join(kept)}") from None
