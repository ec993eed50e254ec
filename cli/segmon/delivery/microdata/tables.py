"""Files of microdata as one relation: columns under the names of the layout, and the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from segmon.database import quoted
from segmon.delivery.files import FILE, ROW, FoundTable
from segmon.delivery.forms import canonical, is_read
from segmon.delivery.microdata.parts import FILE_YEAR, MicrodataPart, year_of_part
from segmon.delivery.spec import DIVISION, Column, TableSpec


def table_of(
    table: TableSpec, parts: Sequence[MicrodataPart], divisions: Mapping[str, Sequence[str]]
) -> FoundTable:
    """A table of the layout, of the files that are read.

    Args:
        table: the table.
        parts: its files; none where none is read.
        divisions: municipal divisions that are read of each file, by its name.
    """
    if not parts:
        return FoundTable(table)
    of_file = {part.file.label: divisions.get(part.file.label, ()) for part in parts}
    return FoundTable(
        table,
        source=", ".join(part.file.path.name for part in parts),
        headers={
            label: _header(part, of_file[part.file.label], names)
            for part in parts
            for label, names in part.found.headers.items()
        },
        files={label: path for part in parts for label, path in part.found.files.items()},
        relation=_all(_selects(parts, of_file, is_numbered=False)),
        numbered=_all(_selects(parts, of_file, is_numbered=True)),
        types=_types(table, parts, of_file),
        notices=tuple(notice for part in parts for notice in part.found.notices),
        statistics=tuple(file for part in parts for file in part.found.statistics),
    )


def _header(
    part: MicrodataPart, divisions: Sequence[str], names: tuple[str, ...]
) -> tuple[str, ...]:
    """The columns of a file under the names of the layout, and the others as they are."""
    first, *_ = (*divisions, "")
    renamed = {part.delivered(c.name, first): c.name for c in part.table.columns}
    renamed.pop("", None)
    if part.year_of_rows:
        renamed[part.year_of_rows] = FILE_YEAR
    added = [*([] if part.year_of_rows else [FILE_YEAR]), *([DIVISION] if divisions else [])]
    return (*added, *(renamed.get(name, name) for name in names))


def _all(selects: Iterator[str]) -> str:
    return f"({' union all by name '.join(selects)})"


def _selects(
    parts: Sequence[MicrodataPart], divisions: Mapping[str, Sequence[str]], *, is_numbered: bool
) -> Iterator[str]:
    for part in parts:
        rows = part.found.numbered if is_numbered else part.found.relation
        for division in divisions[part.file.label] or ("",):
            columns = [*_columns(part, division)]
            if is_numbered:
                columns += [f'"{FILE}"', f'"{ROW}"']
            yield f"select {', '.join(columns)} from {rows}"


def _columns(part: MicrodataPart, division: str) -> Iterator[str]:
    """The columns of the layout that a file has, in the one form that they are read in."""
    for column in part.table.columns:
        if column.name == FILE_YEAR:
            yield f"{year_of_part(part)} as {FILE_YEAR}"
        elif column.name == DIVISION:
            yield f"{quoted(division)} as {DIVISION}"
        elif name := part.delivered(column.name, division):
            yield f'{_read(part, replace(column, name=name))} as "{column.name}"'


def _read(part: MicrodataPart, column: Column) -> str:
    kind = part.found.types.get(column.name, "")
    if not kind and part.found.types:
        # Parquet without a single value
        return f'cast("{column.name}" as varchar)'
    read, _ = canonical(
        column, kind or "VARCHAR", may_be_empty=column.name in part.found.empty_texts
    )
    return read


def _types(
    table: TableSpec, parts: Sequence[MicrodataPart], divisions: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Types of columns that are read as nothing, such as a date."""
    columns = [c.name for c in table.columns if c.name not in (FILE_YEAR, DIVISION)]
    kinds = (
        (name, part.found.types.get(part.delivered(name, division), "VARCHAR"))
        for part in parts
        for division in divisions[part.file.label] or ("",)
        for name in columns
    )
    return {name: kind for name, kind in kinds if not is_read(kind)}
