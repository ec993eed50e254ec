"""The marts as one workbook: a sheet a mart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from segmon.errors import UsageError
from segmon.exports.workbooks import HEAD, saved
from segmon.published.tables import Table
from segmon.texts import FORMULA, plain

#: Rows of a sheet, the header among them.
MAX_ROWS = 1_048_576
#: A sheet that is written row by row, of which the types of the library lack half.
Sheet = Any


def marts_workbook(
    connection: duckdb.DuckDBPyConnection, marts: Iterable[tuple[Table, str]]
) -> bytes:
    """The workbook as the bytes of an xlsx file.

    Args:
        connection: a published warehouse.
        marts: each mart, and the query that gives its rows.

    Raises:
        UsageError: a mart has more rows than a sheet.
    """
    # row by row: a national build has millions of cells
    book = Workbook(write_only=True)
    for mart, query in marts:
        if mart.n_rows >= MAX_ROWS:
            raise UsageError(
                f"{mart.name} has {mart.n_rows} rows, more than a sheet of a workbook; use"
                " --format parquet or csv"
            )
        sheet = book.create_sheet(mart.name)
        _prepare(sheet, mart)
        cursor = connection.execute(query)
        while row := cursor.fetchone():
            sheet.append(_cells(sheet, row))
    return saved(book)


def _prepare(sheet: Sheet, mart: Table) -> None:
    """The header, which stays in sight and filters the rows."""
    sheet.freeze_panes = "A2"
    last = get_column_letter(len(mart.columns))
    sheet.auto_filter.ref = f"A1:{last}{mart.n_rows + 1}"
    header = []
    for i, column in enumerate(mart.columns, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = max(12, len(column.name) + 4)
        cell = WriteOnlyCell(sheet, column.name)
        cell.font = HEAD
        header.append(cell)
    sheet.append(header)


def _cells(sheet: Sheet, row: Sequence[Any]) -> list[Any]:
    cells: list[Any] = [
        _text(sheet, plain(value)) if isinstance(value, str) else value for value in row
    ]
    if cells[-1] is None:
        # what is empty is not written, unless it looks like something: every row is as long
        last = WriteOnlyCell(sheet)
        last.number_format = "0.00"
        cells[-1] = last
    return cells


def _text(sheet: Sheet, text: str) -> Any:
    """A text, which is one also where it begins as a formula, or is edited: `+` is a symbol."""
    if not FORMULA.match(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
