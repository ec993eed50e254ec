"""Tables of the report: records turned into rows and columns, each cell with its exact value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from segmon.labels import status_marks
from segmon.numerals import UNDEFINED
from segmon.report.marts import Record


@dataclass(frozen=True)
class Cell:
    """A figure as people read it, its exact value, and the mark of its status."""

    text: str
    value: float | None = None
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        heads: what the headers of a row are.
        spans: names over several columns, each with their number; none where they say nothing.
        columns: names of the columns.
        rows: the headers and the cells of each row.
    """

    heads: tuple[str, ...]
    spans: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    rows: list[tuple[tuple[str, ...], tuple[Cell, ...]]] = field(default_factory=list)

    @property
    def blocks(self) -> list[tuple[str, list[tuple[tuple[str, ...], tuple[Cell, ...]]]]]:
        """The rows that share their first header, with that header."""
        return [(head, list(rows)) for head, rows in groupby(self.rows, lambda row: row[0][0])]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in full."""
        spans = [name for name, width in self.spans for _ in range(width)]
        if not spans:
            return [*self.columns]
        return [f"{span} {column}" for span, column in zip(spans, self.columns, strict=True)]

    @property
    def marks(self) -> set[str]:
        """The marks of the cells."""
        return {cell.mark for _, cells in self.rows for cell in cells} - {""}


@dataclass(frozen=True)
class Measure:
    """What a block of columns shows: its name, the column of a record, and how it is written."""

    name: str
    column: str
    write: Callable[[float], str]


def pivot(
    records: Iterable[Record],
    down: dict[str, str],
    measures: Sequence[Measure],
    by: str = "",
    names: dict[str, str] | None = None,
) -> Table:
    """Records as a table: a row per key, a column per measure (or value of a column) and year.

    Args:
        records: sorted as the rows should be; each has a `school_year` and a `status`.
        down: name of each column of the records that makes a row.
        measures: what the cells show.
        by: a column of the records whose values make blocks of columns.
        names: name of each of those values.
    """
    records = list(records)
    all_years = sorted({r["school_year"] for r in records})
    blocks = list(names.items()) if names else [("", "")]
    found = {
        (*(r[column] for column in down), r[by] if by else "", r["school_year"]): r for r in records
    }
    spans = [(name or measure.name, len(all_years)) for _, name in blocks for measure in measures]
    table = Table(
        tuple(down.values()),
        tuple(spans) if len(spans) > 1 else (),
        tuple(all_years) * len(spans),
    )
    for key in dict.fromkeys(tuple(r[column] for column in down) for r in records):
        cells = (
            _cell(found.get((*key, block, year)), measure)
            for block, _ in blocks
            for measure in measures
            for year in all_years
        )
        table.rows.append((key, tuple(cells)))
    return table


def _cell(record: Record | None, measure: Measure) -> Cell:
    marks = status_marks()
    if record is None:
        return Cell(UNDEFINED, None, marks["absent"])
    value = record[measure.column]
    mark = marks.get(record["status"], "")
    if value is None:
        return Cell(UNDEFINED, None, mark)
    return Cell(measure.write(value), value, "" if measure.column.startswith("n_") else mark)
