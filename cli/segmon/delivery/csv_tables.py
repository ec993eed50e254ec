"""CSV files as tools write them: how a file is written is told apart here, and DuckDB reads it.

A comma is what is asked for; anything else is read and said. Only what keeps every row and every
cell is read: a reader never leaves a line out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from segmon.database import connect
from segmon.delivery.csv_dialects import settled
from segmon.delivery.csv_files import CsvFile
from segmon.delivery.csv_headers import read_header
from segmon.delivery.spec import TableSpec
from segmon.delivery.text_files import TextFacts, look_through
from segmon.errors import DeliveryError
from segmon.texts import shown


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
    facts = (
        # what is packed so is only seen by DuckDB
        TextFacts(has_mixed_ends=False, may_be_blank=True, has_backslash=False)
        if file.suffix.lower() == ".zst"
        # columns of microdata that are not read may have texts in another code page
        else look_through(file, with_code_page=bool(spec.microdata))
    )
    is_latin_1 = not facts.is_utf8
    if is_latin_1 and not facts.is_latin_1:
        raise DeliveryError(
            f"{shown(label)}: neither UTF-8 nor Latin-1; save the file as CSV UTF-8"
        )
    header, dialect = read_header(spec, file, label, is_latin_1=is_latin_1)
    found = CsvFile(file, label, header, dialect, facts.may_be_blank, tuple(hive))
    is_odd = facts.has_mixed_ends or facts.has_backslash or bool(dialect.n_skipped)
    if not (is_odd or facts.may_be_blank or dialect.separator != ","):
        return found
    with connect() as connection:
        if is_odd:
            found = replace(found, dialect=settled(connection, found, facts))
        return _of_values(connection, spec, found)


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
