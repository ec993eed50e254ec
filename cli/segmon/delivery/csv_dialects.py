"""The dialect of a CSV that two readers understand alike: DuckDB and Python find the same rows."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace

import duckdb

from segmon.delivery.csv_files import CsvFile, Dialect
from segmon.delivery.text_files import TextFacts, opened
from segmon.errors import DeliveryError
from segmon.texts import shown


def settled(connection: duckdb.DuckDBPyConnection, found: CsvFile, facts: TextFacts) -> Dialect:
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
