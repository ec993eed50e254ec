"""The Appendix B tables as files: csv, md, html, xlsx, tex and json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from segmon.exports.csv_rows import csv_rows
from segmon.exports.formats import ChangesFormat
from segmon.labels import Language, labels
from segmon.numerals import Numerals
from segmon.published.changes import (
    Change,
    ChangeColumn,
    ChangeRow,
    ChangeTable,
    change_tables,
    legend,
)
from segmon.templating import environment, write_file

if TYPE_CHECKING:
    import duckdb


def export_changes(
    connection: duckdb.DuckDBPyConnection, file_format: ChangesFormat, language: Language, out: Path
) -> Path:
    """Write the Appendix B tables as one file.

    Args:
        connection: a published warehouse.
        file_format: csv (one row a cell), json (tables of rows), or the report's layout in md,
            html, xlsx (a sheet per table) or tex (booktabs).
        language: language of the labels.
        out: folder to write in; made if it is not there.

    Returns:
        The file.
    """
    content = WRITERS[file_format](change_tables(connection, language), language)
    return write_file(out / f"appendix_b_{language}.{file_format}", content)


def _csv(tables: list[ChangeTable], _: Language) -> str:
    table_names = [field.name for field in fields(ChangeTable)][:5]
    row_names = [field.name for field in fields(ChangeRow)][:3]
    names = [field.name for record in (ChangeColumn, Change) for field in fields(record)]
    return csv_rows([*table_names, *row_names, *names], _cells(tables))


def _cells(tables: list[ChangeTable]) -> Iterator[list[object]]:
    for t in tables:
        table = (t.table_code, t.sector, t.sector_name, t.characteristic, t.characteristic_name)
        for row in t.rows:
            area = (row.area_level, row.area_code, row.area_name)
            for column, cell in zip(t.columns, row.cells, strict=True):
                change = asdict(cell).values()
                yield [*table, *area, *asdict(column).values(), *change]


def _json(tables: list[ChangeTable], _: Language) -> str:
    content = {"tables": [asdict(table) for table in tables]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _template(suffix: str) -> Callable[[list[ChangeTable], Language], str]:
    def render(tables: list[ChangeTable], language: Language) -> str:
        template = environment(suffix).get_template(f"changes.{suffix}.j2")
        return template.render(
            tables=tables,
            lang=language,
            text=labels("text", language),
            legend=legend(tables, language),
            two_decimals=Numerals(language).two_decimals,
        )

    return render


def _xlsx(tables: list[ChangeTable], language: Language) -> bytes:
    from segmon.exports.changes_xlsx import workbook

    return workbook(tables, language, legend(tables, language))


WRITERS: dict[ChangesFormat, Callable[[list[ChangeTable], Language], str | bytes]] = {
    ChangesFormat.csv: _csv,
    ChangesFormat.md: _template("md"),
    ChangesFormat.html: _template("html"),
    ChangesFormat.xlsx: _xlsx,
    ChangesFormat.tex: _template("tex"),
    ChangesFormat.json: _json,
}
