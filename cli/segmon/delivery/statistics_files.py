"""Files of SPSS and Stata: their columns, and their rows as Parquet in the private folder.

Values are read as codes, never as labels, also those that the file declares to be missing: −1 and
−2 say why an income is unknown.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.database import quoted
from segmon.delivery.names import column_name
from segmon.delivery.text_files import SIGNATURES
from segmon.errors import DeliveryError, SegmonError, UsageError
from segmon.files import replacing
from segmon.private import private_folder
from segmon.texts import shown

if TYPE_CHECKING:
    from polars import LazyFrame

#: How files begin, by the end of their name, and what they are called.
STARTS = {
    ".sav": ("SPSS", (b"$FL2", b"$FL3")),
    ".dta": ("Stata", (b"<stata_dta>", *(bytes([version]) for version in range(102, 116)))),
}
#: DuckDB type of what the library calls a column.
TYPES = {"String": "VARCHAR", "Float32": "DOUBLE", "Float64": "DOUBLE", "Boolean": "BOOLEAN"}
OTHER_TYPES = {"Date": "DATE", "Time": "TIME", "Datetime": "TIMESTAMP", "Duration": "INTERVAL"}
_CONVERTING = threading.Lock()


@dataclass(frozen=True)
class StatisticsFile:
    """A file of SPSS or Stata whose header was read.

    Attributes:
        file: the file.
        label: its name, as seen from the delivery.
        schema: DuckDB type of each column, by its name in the file.
        n_rows: rows that the header says it has; null where it does not say.
        columns: the columns that are read, by their name in the file.
    """

    file: Path
    label: str
    schema: Mapping[str, str]
    n_rows: int | None
    columns: tuple[str, ...]

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
        with _CONVERTING, _readable(self.label):
            if not self.parquet.exists():
                with replacing(self.parquet) as partial:
                    _convert(self, partial)

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
    with _readable(label):
        reader = _library(label).ScanReadstat(str(file))
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


def _library(label: str) -> Any:
    try:
        import polars_readstat
    except ImportError:
        raise UsageError(
            f"reading {shown(label)} needs further packages: pip install 'segmon[microdata]'"
        ) from None
    return polars_readstat


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


@contextmanager
def _readable(label: str) -> Iterator[None]:
    """Turn what the library says of a broken file into a `DeliveryError` that names it."""
    try:
        yield
    except SegmonError:
        raise
    except OSError as error:
        raise DeliveryError(f"{shown(label)} cannot be read: {error.strerror or error}") from None
    except Exception as error:
        said = str(error)
        # what it says may hold a value
        ends = "failed to fill whole buffer" in said or "unexpected end" in said.lower()
        reason = "it breaks off" if ends else f"it is damaged ({type(error).__name__})"
        raise DeliveryError(
            f"{shown(label)} cannot be read: {reason}; copy or export it again"
        ) from error


def _convert(source: StatisticsFile, to: Path) -> None:
    import polars

    frame = _codes(source)
    frame.sink_parquet(to, compression="lz4")
    n_rows = polars.scan_parquet(to).select(polars.len()).collect().item()
    if source.n_rows is not None and n_rows != source.n_rows:
        raise DeliveryError(
            f"{shown(source.label)} cannot be read: it breaks off after {n_rows:,} of"
            f" {source.n_rows:,} rows; copy or export it again"
        )


def _codes(source: StatisticsFile) -> LazyFrame:
    """The columns of a file that are read, also the values that it declares to be missing."""
    import polars

    library = _library(source.label)
    frame = library.scan_readstat(
        str(source.file),
        # keeps the rows in their order, in little memory
        threads=1,
        missing_string_as_null=True,
        informative_nulls=library.InformativeNullOpts(
            columns=list(source.columns), mode="struct", use_value_labels=False
        ),
    )
    read = []
    for name, kind in frame.select(source.columns).collect_schema().items():
        value = polars.col(name)
        if isinstance(kind, polars.Struct):
            of_value, of_code = (value.struct.field(field.name) for field in kind.fields)
            as_value = of_code.cast(kind.fields[0].dtype, strict=False)
            value = polars.coalesce(of_value, as_value).alias(name)
        read.append(value)
    selected: LazyFrame = frame.select(read)
    return selected
