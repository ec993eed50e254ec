"""CSV files as tools write them: how a file is written is told apart here, and DuckDB reads it.

The separator is the one that makes the most columns of the layout of the header. A comma is what
is asked for; anything else is read and said. Only what keeps every row and every cell is read:
a reader never leaves a line out.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from segmon.database import connect, quoted
from segmon.delivery.csv_files import SEPARATORS, CsvFile, Dialect
from segmon.delivery.names import column_name
from segmon.delivery.spec import TableSpec
from segmon.delivery.text_files import MAX_LINE, TextFacts, look_through, opened
from segmon.errors import DeliveryError
from segmon.texts import shown

#: Columns of the widest file that is read; no layout has more than some dozens.
MAX_COLUMNS = 1000
#: Lines above a header that are looked at.
N_ABOVE = 10

# a header that is split at the wrong sign is one long cell
csv.field_size_limit(MAX_LINE)


def read_csv_file(spec: TableSpec, file: Path, label: str, hive: Sequence[str] = ()) -> CsvFile:
    """Read the header of a CSV and tell how it is written.

    Args:
        spec: the table of the layout.
        file: the file.
        label: its name, as seen from the delivery.
        hive: names of the columns that its folders are named after.

    Raises:
        DeliveryError: it is no CSV, or cannot be read without losing or guessing a value.
    """
    packed = file.suffix.lower() == ".zst"
    # DuckDB is the only one that unpacks zstd
    facts = (
        TextFacts(False, True, False)
        if packed
        # columns of microdata that are not read may have texts in another code page
        else look_through(file, with_code_page=bool(spec.microdata))
    )
    is_latin_1 = not facts.is_utf8
    if is_latin_1 and not facts.is_latin_1:
        raise DeliveryError(
            f"{shown(label)}: neither UTF-8 nor Latin-1; save the file as CSV UTF-8"
        )
    head = _head_by_duckdb(file) if packed else _head(file, label, is_latin_1=is_latin_1)
    header, dialect = _header(spec, head, label)
    dialect = replace(dialect, is_latin_1=is_latin_1)
    found = CsvFile(file, label, header, dialect, facts.may_be_blank, tuple(hive))
    is_odd = facts.has_mixed_ends or facts.has_backslash or bool(dialect.n_skipped)
    if not (is_odd or facts.may_be_blank or dialect.separator != ","):
        return found
    with connect() as connection:
        if is_odd:
            found = replace(found, dialect=_settled(connection, found, facts))
        return _of_values(connection, spec, found)


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


def _settled(connection: duckdb.DuckDBPyConnection, found: CsvFile, facts: TextFacts) -> Dialect:
    """The first dialect in which DuckDB and Python find the same rows.

    A reader may take the end of a line for none, or the other way round, and say nothing of it.

    Raises:
        DeliveryError: there is none, and DuckDB does not say why.
    """
    plain = found.dialect
    dialects = [plain]
    if facts.has_backslash:
        dialects.append(replace(plain, escape="\\"))
    if facts.has_mixed_ends:
        dialects += [replace(dialect, is_strict=False) for dialect in dialects]
    is_read = False
    for dialect in dialects:
        attempt = replace(found, dialect=dialect)
        with suppress(duckdb.Error):
            extent = _extent(connection, attempt)
            is_read |= dialect == plain
            if extent == _extent_by_python(attempt):
                return dialect
    label = shown(found.label)
    if facts.has_backslash and not is_read:
        raise DeliveryError(
            f'{label}: a quote is escaped by a backslash; write a quote within quotes twice ("")'
        )
    if is_read:
        raise DeliveryError(
            f"{label}: readers do not agree on its rows, since its lines end in several ways or"
            " quotes are not closed; save it again as CSV UTF-8"
        )
    return plain


def _extent(connection: duckdb.DuckDBPyConnection, found: CsvFile) -> tuple[int, int]:
    """Rows that are not blank, and characters in their cells."""
    characters = " + ".join(f'coalesce(sum(length("{name}")), 0)' for name in found.identifiers)
    rows = replace(found, may_be_blank=True).rows()
    row = connection.execute(f"select count(*), {characters} from {rows}").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _extent_by_python(found: CsvFile) -> tuple[int, int] | None:
    """The same; null where a row is of another width than the header."""
    n_rows = n_characters = 0
    dialect = found.dialect
    is_doubled = dialect.escape == '"'
    with opened(found.file) as content:
        encoding = "latin-1" if dialect.is_latin_1 else "utf-8-sig"
        text = io.TextIOWrapper(content, encoding, newline="")
        for _ in range(dialect.n_skipped):
            text.readline()
        lines = csv.reader(
            text,
            delimiter=dialect.separator,
            doublequote=is_doubled,
            escapechar=None if is_doubled else dialect.escape,
            strict=True,
        )
        try:
            next(lines, None)
            for cells in lines:
                if any(cells):
                    n_rows += 1
                    n_characters += sum(map(len, cells))
                    if len(cells) < len(found.header) or any(cells[len(found.header) :]):
                        return None
        except csv.Error:
            return None
    return n_rows, n_characters


def _of_values(connection: duckdb.DuckDBPyConnection, spec: TableSpec, found: CsvFile) -> CsvFile:
    """What only the values of a file tell: blank rows, and numbers with a decimal comma."""
    counts, commas = [], []
    if found.may_be_blank:
        counts.append(f"count(*) filter (where {found.is_blank})")
    if found.dialect.separator != ",":
        commas = [
            column.name
            for column in spec.columns
            if column.name in found.names and column.rule.type.endswith("number")
        ]
        for name in commas:
            counts += [f"count(*) filter (contains(\"{name}\", '{sign}'))" for sign in ",."]
    if not counts:
        return found
    rows = replace(found, may_be_blank=False).rows()
    found_counts = list(
        connection.execute(f"select {', '.join(counts)} from {rows}").fetchone() or ()
    )
    n_blank = found_counts.pop(0) if found.may_be_blank else 0
    written = []
    for name, n_commas, n_points in zip(commas, found_counts[::2], found_counts[1::2], strict=True):
        if n_commas and n_points:
            raise DeliveryError(
                f"{shown(found.label)}: {name} has a comma in {n_commas:,} rows and a point in"
                f" {n_points:,}; write every number with a decimal point, and nothing between"
                " thousands"
            )
        if n_commas:
            written.append(name)
    return replace(
        found,
        may_be_blank=bool(n_blank),
        n_blank=n_blank,
        decimal_commas=tuple(written),
    )
