"""The Appendix B tables: how the indices changed, from the mart `segregation_change`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from segmon.labels import (
    Language,
    areas,
    characteristics,
    labels,
    level_labels,
    status_marks,
)
from segmon.numbering import change_table_number
from segmon.published.scope import Scope, read_scope

if TYPE_CHECKING:
    import duckdb

#: Indices of Appendix B, in the order of its columns.
INDICES = ("dissimilarity", "interaction")
#: Why a cell is empty where an area has no figure at all in a year.
NO_FIGURE = "absent"


@dataclass(frozen=True)
class ChangeColumn:
    """An index between two consecutive reported years."""

    index_code: str
    index_name: str
    from_year: str
    to_year: str


@dataclass(frozen=True)
class ValueColumn:
    """An index in a reported year."""

    index_code: str
    index_name: str
    school_year: str


@dataclass(frozen=True)
class Change:
    """One change; the figures are null where either value is undefined, and `status` says why."""

    from_value: float | None = None
    to_value: float | None = None
    difference: float | None = None
    symbol: str | None = None
    symbol_exact: str | None = None
    is_rounding_sensitive: bool | None = None
    status: str = NO_FIGURE

    @property
    def mark(self) -> str:
        """What is next to the symbol: the mark of the status, or of the rounding."""
        if self.symbol is None:
            return status_marks()[self.status]
        return "*" if self.is_rounding_sensitive else ""


@dataclass(frozen=True)
class Value:
    """An index of an area in a year; null where it is undefined, and `status` says why."""

    value: float | None = None
    status: str = NO_FIGURE

    @property
    def mark(self) -> str:
        """The mark of the status; none where there is nothing to say."""
        return status_marks().get(self.status, "")


@dataclass(frozen=True)
class ChangeRow:
    """The changes of one area, a cell per column of its table, and the values behind them."""

    area_level: str
    area_code: str
    area_name: str
    cells: tuple[Change, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ChangeTable:
    """One table of Appendix B."""

    table_code: str
    sector: str
    sector_name: str
    characteristic: str
    characteristic_name: str
    columns: tuple[ChangeColumn, ...]
    value_columns: tuple[ValueColumn, ...]
    rows: tuple[ChangeRow, ...]
    levels: Mapping[str, str]

    @property
    def blocks(self) -> list[tuple[str, list[ChangeRow]]]:
        """The rows per level of areas, each with the name of the level."""
        by_level = groupby(self.rows, lambda row: row.area_level)
        return [(self.levels[level], list(rows)) for level, rows in by_level]

    @property
    def marks(self) -> set[str]:
        """The marks that the table shows."""
        of_changes = {cell.mark for row in self.rows for cell in row.cells}
        return of_changes.union(v.mark for row in self.rows for v in row.values) - {""}


@dataclass(frozen=True)
class _Figures:
    """Changes and values by topic, area, index and (first) year; pairs of years by topic."""

    changes: Mapping[tuple[str, ...], Change]
    values: Mapping[tuple[str, ...], Value]
    pairs: Mapping[tuple[str, str], Sequence[tuple[str, str]]]


def change_tables(
    connection: duckdb.DuckDBPyConnection, language: Language, scope: Scope | None = None
) -> list[ChangeTable]:
    """The tables of Appendix B that a build can fill, numbered in the report's order.

    Args:
        connection: a published warehouse.
        language: language of the labels.
        scope: areas to show; by default those of the build.

    Returns:
        One table per sector and characteristic with at least two reported years; rows and columns
        in the report's order, an area that is missing in a year with empty cells.
    """
    scope = scope or read_scope(connection)
    levels = level_labels(scope.cities, language)
    figures = _read_figures(connection, scope)
    shown = areas(scope.countries, scope.cities, scope.classes, language)
    names = {c: name for c, name in labels("index", language).items() if c in INDICES}
    tables: list[ChangeTable] = []
    for sector, sector_name in labels("sector", language).items():
        for characteristic, characteristic_name in characteristics(language).items():
            pairs = figures.pairs.get((sector, characteristic))
            if not pairs:
                continue
            years = sorted({year for pair in pairs for year in pair})
            tables.append(
                ChangeTable(
                    change_table_number(sector, characteristic),
                    *(sector, sector_name, characteristic, characteristic_name),
                    tuple(ChangeColumn(*name, *pair) for name in names.items() for pair in pairs),
                    tuple(ValueColumn(*name, year) for name in names.items() for year in years),
                    tuple(_rows(figures, (sector, characteristic), shown)),
                    levels,
                )
            )
    return tables


def _read_figures(connection: duckdb.DuckDBPyConnection, scope: Scope) -> _Figures:
    keys = "sector, characteristic, area_level, area_code, index_code"
    rows = connection.execute(
        f"with areas as ({scope.indices}), changes as ("
        f" select * replace ({scope.area_level}) from marts.segregation_change"
        f" where {scope.where} and index_code in (select unnest(?)))"
        f" select {keys}, from_year, to_year, from_value, to_value, difference, symbol,"
        " symbol_exact, is_rounding_sensitive, case when from_value is null then f.status"
        " when to_value is null then t.status else 'ok' end as status"
        f" from changes left join areas as f using ({keys}) left join areas as t using ({keys})"
        " where f.school_year = from_year and t.school_year = to_year",
        [list(INDICES)],
    ).fetchall()
    values = connection.execute(
        f"select {keys}, school_year, value, status from ({scope.indices})"
        " where index_code in (select unnest(?))",
        [list(INDICES)],
    )
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows:
        pairs.setdefault(row[:2], set()).add(row[5:7])
    return _Figures(
        {row[:6]: Change(*row[7:]) for row in rows},
        {row[:6]: Value(*row[6:]) for row in values.fetchall()},
        {topic: sorted(of_topic) for topic, of_topic in pairs.items()},
    )


def _rows(
    figures: _Figures, topic: tuple[str, str], names: Mapping[tuple[str, str], str]
) -> Iterator[ChangeRow]:
    """The areas of which there is at least one change, each with a cell per column."""
    pairs = figures.pairs[topic]
    years = sorted({year for pair in pairs for year in pair})
    for area, name in names.items():
        keys = [(*topic, *area, code) for code in INDICES]
        cells = [figures.changes.get((*key, pair[0])) for key in keys for pair in pairs]
        if any(cells):
            values = [figures.values.get((*key, year), Value()) for key in keys for year in years]
            filled = tuple(cell or Change() for cell in cells)
            yield ChangeRow(*area, name, filled, tuple(values))


def legend(tables: list[ChangeTable], language: Language) -> dict[str, str]:
    """What the symbols mean, and the marks that the tables show."""
    shown = {mark for table in tables for mark in table.marks}
    statuses = labels("status", language)
    marks = {mark: statuses[status] for status, mark in status_marks().items() if mark in shown}
    return {**labels("symbol", language), **marks}
