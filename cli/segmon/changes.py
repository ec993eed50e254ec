"""The Appendix B tables: how the indices changed, from the mart `segregation_change`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb

from segmon.errors import writing
from segmon.formats import ChangesFormat
from segmon.labels import Language, areas, characteristics, labels
from segmon.warehouse import focus_cities

#: Indices of Appendix B, in the order of its columns.
INDICES = ("dissimilarity", "interaction")
UNDEFINED = "–"


@dataclass(frozen=True)
class Column:
    """An index between two consecutive reported years."""

    index_code: str
    index_name: str
    from_year: str
    to_year: str


@dataclass(frozen=True)
class Cell:
    """One change; every part is null where either value is undefined."""

    from_value: float | None = None
    to_value: float | None = None
    difference: float | None = None
    symbol: str | None = None
    symbol_exact: str | None = None
    is_rounding_sensitive: bool | None = None

    @property
    def marked_symbol(self) -> str:
        """The symbol, marked where it hangs on rounding."""
        return f"{self.symbol or UNDEFINED}{' *' if self.is_rounding_sensitive else ''}"

    @property
    def values(self) -> str:
        """Both values in two decimals."""
        return f"{_two_decimals(self.from_value)} → {_two_decimals(self.to_value)}"


@dataclass(frozen=True)
class Row:
    """The changes of one area, a cell per column of its table."""

    area_level: str
    area_code: str
    area_name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One table of Appendix B."""

    table_code: str
    sector: str
    sector_name: str
    characteristic: str
    characteristic_name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def _two_decimals(value: float | None) -> str:
    # half away from zero, of the decimal number that the mart shows
    if value is None:
        return UNDEFINED
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def change_tables(connection: duckdb.DuckDBPyConnection, language: Language) -> list[Table]:
    """The tables of Appendix B that a build can fill, numbered in the report's order.

    Args:
        connection: a published warehouse.
        language: language of the labels.

    Returns:
        One table per sector and characteristic with at least two reported years; rows and columns
        in the report's order, an area that is missing in a year with empty cells.
    """
    rows = connection.execute(
        "select sector, characteristic, area_level, area_code, index_code, from_year, to_year,"
        " from_value, to_value, difference, symbol, symbol_exact, is_rounding_sensitive"
        " from marts.segregation_change"
        " where area_level <> 'municipality' and index_code in (select unnest(?))",
        [list(INDICES)],
    ).fetchall()
    changes = {tuple(row[:6]): Cell(*row[7:]) for row in rows}
    tables: list[Table] = []
    for sector, sector_name in labels("sector", language).items():
        for characteristic, characteristic_name in characteristics(language).items():
            pairs = sorted({row[5:7] for row in rows if row[:2] == (sector, characteristic)})
            if not pairs:
                continue
            columns = tuple(
                Column(code, name, *pair)
                for code, name in labels("index", language).items()
                if code in INDICES
                for pair in pairs
            )
            shown = []
            for area, area_name in areas(focus_cities(connection), language).items():
                keys = [
                    (sector, characteristic, *area, column.index_code, column.from_year)
                    for column in columns
                ]
                if any(key in changes for key in keys):
                    cells = tuple(changes.get(key, Cell()) for key in keys)
                    shown.append(Row(*area, area_name, cells))
            tables.append(
                Table(
                    f"B{len(tables) + 1}",
                    *(sector, sector_name, characteristic, characteristic_name),
                    columns,
                    tuple(shown),
                )
            )
    return tables


def export_changes(
    connection: duckdb.DuckDBPyConnection, file_format: ChangesFormat, language: Language, out: Path
) -> Path:
    """Write the Appendix B tables as one file.

    Args:
        connection: a published warehouse.
        file_format: csv (one row a cell), md (the report's layout) or json (tables of rows).
        language: language of the labels.
        out: folder to write in; made if it is not there.

    Returns:
        The file.
    """
    file = out / f"appendix_b_{language}.{file_format}"
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        WRITERS[file_format](change_tables(connection, language), language, file)
    return file


def _write_csv(tables: list[Table], _: Language, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        table_names = [field.name for field in fields(Table)][:5]
        row_names = [field.name for field in fields(Row)][:3]
        cell_names = [field.name for field in fields(Cell)]
        column_names = [field.name for field in fields(Column)]
        writer.writerow([*table_names, *row_names, *column_names, *cell_names])
        for t in tables:
            table = (t.table_code, t.sector, t.sector_name, t.characteristic, t.characteristic_name)
            for row in t.rows:
                area = (row.area_level, row.area_code, row.area_name)
                for column, cell in zip(t.columns, row.cells, strict=True):
                    change = asdict(cell).values()
                    writer.writerow([*table, *area, *asdict(column).values(), *change])


def _write_json(tables: list[Table], _: Language, file: Path) -> None:
    content = {"tables": [asdict(table) for table in tables]}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_md(tables: list[Table], language: Language, file: Path) -> None:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Markdown, not HTML: nothing to escape
    environment = Environment(  # noqa: S701
        loader=PackageLoader("segmon"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    text = environment.get_template("changes.md.j2").render(
        tables=tables,
        text=labels("text", language),
        levels=labels("area_level", language),
        symbols=labels("symbol", language),
    )
    file.write_text(text, encoding="utf-8")


WRITERS: dict[ChangesFormat, Callable[[list[Table], Language, Path], None]] = {
    ChangesFormat.csv: _write_csv,
    ChangesFormat.md: _write_md,
    ChangesFormat.json: _write_json,
}
