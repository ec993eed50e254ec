"""The header of a CSV, and the separator that it tells.

The separator is the one that makes the most columns of the layout of the header.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from segmon.database import connect, quoted
from segmon.delivery.csv_files import SEPARATORS, Dialect
from segmon.delivery.names import column_name
from segmon.delivery.spec import TableSpec
from segmon.delivery.text_files import MAX_LINE, opened
from segmon.errors import DeliveryError
from segmon.texts import shown

#: Columns of the widest file that is read; no layout has more than some dozens.
MAX_COLUMNS = 1000
#: Lines above a header that are looked at.
N_ABOVE = 10


def read_header(
    spec: TableSpec, file: Path, label: str, *, is_latin_1: bool
) -> tuple[tuple[str, ...], Dialect]:
    """The names of the columns of a CSV, and how it is written as far as its header tells.

    Args:
        spec: the table of the layout.
        file: the file.
        label: its name, as seen from the delivery.
        is_latin_1: whether it is in Latin-1, else in UTF-8.

    Raises:
        DeliveryError: it is not UTF-8, has too many columns, or lines above its header.
    """
    # DuckDB is the only one that unpacks zstd
    is_packed = file.suffix.lower() == ".zst"
    head = _head_by_duckdb(file) if is_packed else _head(file, label, is_latin_1=is_latin_1)
    header, dialect = _header(spec, head, label)
    return header, replace(dialect, is_latin_1=is_latin_1)


def _head(file: Path, label: str, *, is_latin_1: bool) -> str:
    with opened(file) as content:
        start = content.read(MAX_LINE)
    if is_latin_1:
        return start.decode("latin-1")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError as error:
        line = len(error.object[: error.start + 1].splitlines())
        raise DeliveryError(
            f"{shown(label)}, line {line}: not UTF-8; save the file as CSV UTF-8"
        ) from None


def _head_by_duckdb(file: Path) -> str:
    with connect() as connection:
        lines = connection.execute(
            f"select line from read_csv({quoted(str(file.resolve()), glob=True)}, delim='\x01',"
            " auto_detect=false, header=false, quote='', escape='', columns={'line': 'VARCHAR'},"
            f" compression='zstd') limit {N_ABOVE}"
        ).fetchall()
    return "".join(f"{line or ''}\n" for (line,) in lines)


def _header(spec: TableSpec, head: str, label: str) -> tuple[tuple[str, ...], Dialect]:
    told = re.match(r'"?sep=([,;|\t])"?[^\S\t]*(\r\n|\r|\n)', head, re.IGNORECASE)
    separators = [told[1]] if told else list(SEPARATORS)
    if told:
        head = head[told.end() :]
    wanted = set(spec.column_names)
    headers = {separator: _cells(head, separator, label) for separator in separators}

    def fit(separator: str) -> tuple[int, int]:
        header = headers[separator]
        return len(wanted.intersection(header)), len(header)

    separator = max(separators, key=fit)
    header = headers[separator]
    if not wanted.intersection(header):
        _require_no_title(wanted, head, separators, label)
    return header, Dialect(separator, n_skipped=1 if told else 0)


def _cells(head: str, separator: str, label: str) -> tuple[str, ...]:
    """The first row of a text, as names of columns."""
    cells = next(csv.reader(io.StringIO(head, newline=""), delimiter=separator), [])
    if len(cells) > MAX_COLUMNS:
        raise DeliveryError(
            f"{shown(label)} has {len(cells):,} columns; a file of at most {MAX_COLUMNS:,} is read"
        )
    return tuple(map(column_name, cells))


def _require_no_title(wanted: set[str], head: str, separators: Sequence[str], label: str) -> None:
    for separator in separators:
        lines = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        for _, cells in zip(range(N_ABOVE), lines, strict=False):
            if len(wanted.intersection(map(column_name, cells))) * 2 > len(wanted):
                raise DeliveryError(
                    f"{shown(label)}: the header is on line {lines.line_num}; remove the lines"
                    " above it"
                )
