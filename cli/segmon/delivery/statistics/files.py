"""Files of SPSS and Stata: their columns, and their rows as Parquet in the private folder."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from segmon.database import quoted
from segmon.delivery.names import column_name
from segmon.delivery.statistics.rows import library, readable_statistics, write_rows
from segmon.delivery.text_files import SIGNATURES
from segmon.errors import DeliveryError
from segmon.files import replacing
from segmon.private import private_folder
from segmon.texts import shown

#: How files begin, by the end of their name, and what they are called.
STARTS = {
    ".sav": ("SPSS", (b"$FL2", b"$FL3")),
    ".zsav": ("SPSS", (b"$FL3",)),
    ".dta": ("Stata", (b"<stata_dta>", *(bytes([version]) for version in range(102, 116)))),
}
#: DuckDB type of what the library calls a column.
TYPES = {"String": "VARCHAR", "Float32": "DOUBLE", "Float64": "DOUBLE", "Boolean": "BOOLEAN"}
OTHER_TYPES = {"Date": "DATE", "Time": "TIME", "Datetime": "TIMESTAMP", "Duration": "INTERVAL"}


@dataclass(frozen=True)
class StatisticsFile:
    """A file of SPSS or Stata whose header was read.

    Attributes:
        file: the file.
        label: its name, as seen from the delivery.
        schema: DuckDB type of each column, by its name in the file.
        n_rows: rows that the header says it has; null where it does not say.
        columns: the columns that are read, by their name in the file.
        converting: held by the thread that writes its rows; they are asked for by several.
    """

    file: Path
    label: str
    schema: Mapping[str, str]
    n_rows: int | None
    columns: tuple[str, ...]
    converting: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @cached_property
    def parquet(self) -> Path:
        """Its rows in the private folder."""
        private = private_folder()
        if private is None:
            raise RuntimeError("a file of a statistics program needs a private folder")
        said = f"{self.file.resolve()} {self.columns}"
        digest = hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()
        return private / f"{digest[:16]}.parquet"

    def convert(self) -> None:
        """Write its rows to the private folder, unless they are there.

        Raises:
            DeliveryError: the file is broken.
        """
        with self.converting:
            if not self.parquet.exists():
                with replacing(self.parquet) as partial:
                    write_rows(self.file, self.label, self.columns, self.n_rows, partial)

    def rows(self, numbered: tuple[str, str] | None = None) -> str:
        """SQL of its rows.

        Args:
            numbered: names of columns for the path of the file and the number of the row.
        """
        reader = f"read_parquet({quoted(str(self.parquet), glob=True)}"
        if not numbered:
            return f"{reader})"
        return (
            f"(select * exclude (file_row_number), {quoted(str(self.file.resolve()))} as"
            f' "{numbered[0]}", file_row_number + 1 as "{numbered[1]}"'
            f" from {reader}, file_row_number=true))"
        )


def find_statistics_file(file: Path, label: str, wanted: Sequence[str]) -> StatisticsFile:
    """Read the header of a file of SPSS or Stata.

    Args:
        file: the file.
        label: its name, as seen from the delivery.
        wanted: the columns to read, in lower case, of those that are there.

    Raises:
        UsageError: the library is not installed.
        DeliveryError: it is no such file, or is broken.
    """
    _require_start(file, label)
    with readable_statistics(label):
        reader = library(label).ScanReadstat(str(file))
        schema = {name: _type(str(kind)) for name, kind in reader.schema.items()}
        n_rows = reader.metadata.get("row_count")
    columns = tuple(name for name in schema if column_name(name) in wanted)
    # a header may say that it does not know
    return StatisticsFile(file, label, schema, n_rows if n_rows and n_rows > 0 else None, columns)


def _type(kind: str) -> str:
    if kind in TYPES:
        return TYPES[kind]
    other = next((sql for name, sql in OTHER_TYPES.items() if kind.startswith(name)), "")
    return other or "BIGINT"


def _require_start(file: Path, label: str) -> None:
    program, starts = STARTS[file.suffix.lower()]
    try:
        with file.open("rb") as content:
            start = content.read(16)
    except OSError as error:
        raise DeliveryError(f"{shown(label)} cannot be read: {error.strerror or error}") from None
    if not start:
        raise DeliveryError(f"{shown(label)} is empty: it has not a single byte")
    if not start.startswith(starts):
        what = next((what for sign, what in SIGNATURES.items() if start.startswith(sign)), "")
        raise DeliveryError(
            f"{shown(label)} is no file of {program}, whatever its name says"
            + (f"; it is {what}" if what else "")
        )
