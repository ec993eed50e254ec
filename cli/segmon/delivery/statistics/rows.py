"""The rows of files of SPSS and Stata, written as Parquet.

Values are read as codes, never as labels, also those that the file declares to be missing: −1 and
−2 say why an income is unknown.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.delivery.statistics.sav_missing import copy_without_missing
from segmon.errors import DeliveryError, SegmonError, UsageError
from segmon.stopping import require_going_on, tell, undisturbed
from segmon.texts import shown

if TYPE_CHECKING:
    from polars import DataFrame

#: Set once a signal has come.
_STOPPED = threading.Event()
tell(_STOPPED.set)


def library(label: str) -> Any:
    """The library that reads these files.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import polars_readstat
    except ImportError:
        raise UsageError(
            f"reading {shown(label)} needs further packages: pip install 'segmon[microdata]'"
        ) from None
    return polars_readstat


@contextmanager
def readable_statistics(label: str) -> Iterator[None]:
    """Turn what the library says of a broken file into a `DeliveryError` that names it."""
    try:
        yield
    except SegmonError:
        raise
    except OSError as error:
        raise DeliveryError(f"{shown(label)} cannot be read: {error.strerror or error}") from None
    except Exception as error:
        require_going_on()
        said = str(error)
        # what it says may hold a value
        ends = "failed to fill whole buffer" in said or "unexpected end" in said.lower()
        reason = "it breaks off" if ends else f"it is damaged ({type(error).__name__})"
        raise DeliveryError(
            f"{shown(label)} cannot be read: {reason}; copy or export it again"
        ) from error


def write_rows(
    file: Path, label: str, columns: Sequence[str], n_rows: int | None, to: Path
) -> None:
    """Write some columns of a file as Parquet, its rows in their order.

    Args:
        file: the file.
        label: its name, as seen from the delivery.
        columns: the columns, by their name in the file.
        n_rows: rows that its header says it has; null where it does not say.
        to: the file to write.

    Raises:
        DeliveryError: the file is broken.
    """
    import polars

    with readable_statistics(label), _with_all_codes(file, to) as source:
        # one thread keeps the rows in their order, in little memory
        frame = library(label).scan_readstat(source, threads=1, missing_string_as_null=True)
        frame = frame.select(columns).map_batches(_going_on, streamable=True)
        # a signal is heard while this thread waits, not while it reads
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: frame.sink_parquet(to, compression="lz4")).result()
        n_read = polars.scan_parquet(to).select(polars.len()).collect().item()
    if n_rows is not None and n_read != n_rows:
        raise DeliveryError(
            f"{shown(label)} cannot be read: it breaks off after {n_read:,} of {n_rows:,} rows;"
            " copy or export it again"
        )


@contextmanager
def _with_all_codes(file: Path, to: Path) -> Iterator[Path]:
    """The file, or a copy of it next to another one that declares none of its codes missing."""
    copy = to.with_suffix(file.suffix.lower())
    try:
        is_copied = copy.suffix != ".dta" and copy_without_missing(file, copy)
        yield copy if is_copied else file
    finally:
        with undisturbed():
            copy.unlink(missing_ok=True)


def _going_on(rows: DataFrame) -> DataFrame:
    """The same rows, unless a signal has come."""
    if _STOPPED.is_set():
        raise InterruptedError
    return rows
