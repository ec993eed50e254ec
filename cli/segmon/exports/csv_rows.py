"""Rows as CSV in which no text is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from segmon.texts import csv_text


def csv_rows(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV; a text that a program for spreadsheets may take for a formula is made harmless.

    Args:
        header: names of the columns.
        rows: the values of each row.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(
            [
                csv_text(cell, begins=i == 0) if isinstance(cell, str) else cell
                for i, cell in enumerate(row)
            ]
        )
    return stream.getvalue()
