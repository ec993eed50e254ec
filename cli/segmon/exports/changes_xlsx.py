"""The Appendix B tables as a workbook: a sheet per table, the same bytes for the same tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from segmon.exports.workbooks import HEAD, append, saved
from segmon.labels import Language, labels
from segmon.numerals import UNDEFINED
from segmon.published.changes import ChangeColumn, ChangeRow, ChangeTable, ValueColumn
from segmon.texts import plain

#: Background of a symbol: blue where segregation's index rose, orange where it fell.
FILLS = {"++": "9CC5E0", "+": "DCECF6", "-": "FBE3CC", "--": "F2B57F"}
RULE = Side(style="thin", color="444444")
TITLE = Font(name="Calibri", bold=True, size=14)
MUTED = Font(name="Calibri", color="595959")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def workbook(tables: Sequence[ChangeTable], language: Language, legend: Mapping[str, str]) -> bytes:
    """The workbook as the bytes of an xlsx file.

    Args:
        tables: tables of Appendix B; without any, one sheet says why.
        language: language of the labels.
        legend: what each symbol and mark means.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    text = labels("text", language)
    for table in tables:
        _sheet(book.create_sheet(table.table_code), table, text, legend)
    if not tables:
        append(book.create_sheet(plain(text["table"])), text["no_changes"])
    return saved(book)


def _sheet(
    sheet: Worksheet, table: ChangeTable, text: Mapping[str, str], legend: Mapping[str, str]
) -> None:
    caption = f"{table.characteristic_name}, {table.sector_name.lower()}"
    append(sheet, f"{text['table']} {table.table_code}. {caption}")
    sheet["A1"].font = TITLE
    sheet.append([])
    _body(sheet, table, text["area"], table.columns, _changes)
    sheet.append([])
    append(sheet, text["two_decimals"])
    sheet.cell(sheet.max_row, 1).font = TITLE
    _body(sheet, table, text["area"], table.value_columns, _values)
    sheet.append([])
    append(sheet, text["legend"])
    sheet.cell(sheet.max_row, 1).font = HEAD
    for symbol, meaning in legend.items():
        append(sheet, f"{symbol}   {meaning}")
        sheet.cell(sheet.max_row, 1).font = MUTED
    sheet.column_dimensions["A"].width = 26
    for i in range(2, 2 + len(table.value_columns)):
        sheet.column_dimensions[get_column_letter(i)].width = 13
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _body(
    sheet: Worksheet,
    table: ChangeTable,
    area: str,
    columns: Sequence[ChangeColumn | ValueColumn],
    write: Callable[[Worksheet, ChangeRow], None],
) -> None:
    _header(sheet, area, columns)
    for name, rows in table.blocks:
        _block(sheet, name)
        for row in rows:
            write(sheet, row)
    _close(sheet, len(columns))


def _header(sheet: Worksheet, area: str, columns: Sequence[ChangeColumn | ValueColumn]) -> None:
    """Two rows: the indices, and the years or the pairs of years."""
    append(sheet, None, *(column.index_name for column in columns))
    top = sheet.max_row
    years = (
        column.school_year
        if isinstance(column, ValueColumn)
        else f"{column.from_year} →\n{column.to_year}"
        for column in columns
    )
    append(sheet, area, *years)
    sheet.row_dimensions[top + 1].height = 30
    for row, border in ((top, Border(top=RULE)), (top + 1, Border(bottom=RULE))):
        for i in range(1, 2 + len(columns)):
            cell = sheet.cell(row, i)
            cell.font = HEAD
            cell.alignment = CENTRE if i > 1 else Alignment(vertical="center")
            cell.border = border
    start = 2
    for _, same in groupby(columns, lambda column: column.index_code):
        width = len(list(same))
        sheet.merge_cells(
            start_row=top, end_row=top, start_column=start, end_column=start + width - 1
        )
        start += width


def _block(sheet: Worksheet, name: str) -> None:
    append(sheet, name)
    sheet.cell(sheet.max_row, 1).font = HEAD


def _changes(sheet: Worksheet, row: ChangeRow) -> None:
    texts = (f"{cell.symbol or UNDEFINED} {cell.mark}".strip() for cell in row.cells)
    append(sheet, f"  {plain(row.area_name)}", *texts)
    for i, cell in enumerate(row.cells, start=2):
        shown = sheet.cell(sheet.max_row, i)
        shown.alignment = CENTRE
        # once it is edited, + and - begin a formula
        shown.quotePrefix = True
        if cell.symbol in FILLS:
            shown.fill = PatternFill("solid", fgColor=FILLS[cell.symbol])


def _values(sheet: Worksheet, row: ChangeRow) -> None:
    figures = (
        f"{UNDEFINED} {value.mark}" if value.value is None else value.value for value in row.values
    )
    append(sheet, f"  {plain(row.area_name)}", *figures)
    for i, value in enumerate(row.values, start=2):
        shown = sheet.cell(sheet.max_row, i)
        shown.alignment = CENTRE
        # the whole value, shown in two decimals, with the mark of its status
        shown.number_format = f'0.00" {value.mark}"' if value.mark else "0.00"


def _close(sheet: Worksheet, n_columns: int) -> None:
    for cell in sheet[sheet.max_row][: n_columns + 1]:
        cell.border = Border(bottom=RULE)
