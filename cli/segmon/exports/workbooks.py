"""Workbooks: texts that are no formula, and the same bytes for the same cells."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from segmon.texts import plain

HEAD = Font(name="Calibri", bold=True)
#: The oldest moment that a zip file knows.
EPOCH = (1980, 1, 1, 0, 0, 0)


def append(sheet: Worksheet, *values: str | float | None) -> None:
    """Add a row, in which a text is a text: what begins as a formula is none.

    Args:
        sheet: where.
        values: the cells of the row.
    """
    sheet.append([_lines(value) if isinstance(value, str) else value for value in values])
    for cell in sheet[sheet.max_row]:
        if cell.data_type == "f":
            cell.data_type = "s"
            cell.quotePrefix = True


def _lines(text: str) -> str:
    # a pair of years is in two lines
    return "\n".join(map(plain, text.split("\n")))


def saved(book: Workbook) -> bytes:
    """A workbook as the bytes of a file, without the moment at which it was made."""
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same workbook without the moment at which it was made."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(name, EPOCH), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
