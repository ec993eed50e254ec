"""Files of microdata as one relation: columns under the names of the layout, and the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from segmon.database import connect, quoted
from segmon.delivery.files import FILE, ROW, FoundTable, read_parts
from segmon.delivery.forms import canonical, is_read
from segmon.delivery.microdata_files import MicrodataFile
from segmon.delivery.microdata_names import STATISTICS_ENDINGS
from segmon.delivery.names import column_name
from segmon.delivery.parts import CSV_ENDINGS, Parts, find_parts
from segmon.delivery.reading import readable
from segmon.delivery.spec import DIVISION, Column, TableSpec
from segmon.delivery.statistics_files import find_statistics_file
from segmon.project import project_vars
from segmon.texts import shown

FILE_YEAR = "file_year"
#: What it is where the name of a file has no year.
NO_YEAR = "----"
#: Columns of a table that is known by its columns which have the year of each row.
YEARS_OF_ROWS = ("file_year", "jaar", "school_year", "schooljaar")


@dataclass(frozen=True)
class MicrodataPart:
    """A file of a table whose header was read.

    Attributes:
        file: the file.
        table: the table of the layout.
        found: its columns, under the names that the file has.
    """

    file: MicrodataFile
    table: TableSpec
    found: FoundTable

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns, in lower case."""
        return next(iter(self.found.headers.values()))

    @property
    def year_of_rows(self) -> str:
        """Its column with the year of each row; empty where its name has the year."""
        known_by = self.table.microdata.known_by if self.table.microdata else ()
        return next((n for n in YEARS_OF_ROWS if known_by and n in self.header), "")

    def divisions(self, wanted: Sequence[str]) -> list[str]:
        """The municipal divisions, of those that are wanted, of which it has a column."""
        return [year for year in wanted if self.delivered("gemcode", year)]

    def delivered(self, column: str, division: str = "") -> str:
        """The name that it has for a column of the layout; empty where it has none.

        Args:
            column: the column.
            division: the municipal division, where there is a column for each.
        """
        (spec,) = (c for c in self.table.columns if c.name == column)
        return next((name for name in names_of(spec, division) if name in self.header), "")


def names_of(column: Column, division: str = "") -> list[str]:
    """The names that a column may have in files, the one that goes first in front."""
    known = {**project_vars(), DIVISION: division}
    return [name.format(**known).lower() for name in column.delivered_as] + [column.name]


def read_part(file: MicrodataFile, divisions: Sequence[str] = ()) -> MicrodataPart:
    """Read the header of a file.

    Args:
        file: the file.
        divisions: municipal divisions that are wanted.

    Raises:
        UsageError: the library that reads it is not installed.
        DeliveryError: it cannot be opened.
    """
    table = file.name.table
    spec = _as_delivered(table, divisions)
    with readable(shown(file.label)):
        if file.path.suffix.lower() in STATISTICS_ENDINGS:
            found = _of_statistics(spec, file)
        elif file.path.is_dir():
            found = read_parts(spec, f"{file.label}/", _parts_of_folder(spec, file))
        else:
            is_csv = file.path.name.lower().endswith(CSV_ENDINGS)
            found = read_parts(spec, file.label, Parts({file.label: file.path}, is_csv))
    return MicrodataPart(file, table, found)


def years_of_rows(part: MicrodataPart) -> list[str]:
    """The years that the rows of a file are of; it is small, and read whole.

    Raises:
        DeliveryError: it is broken.
    """
    for file in part.found.statistics:
        file.convert()
    query = f"select distinct {_year(part)} as year from {part.found.relation} order by year"
    with readable(shown(part.file.label)), connect() as connection:
        return [str(year) for (year,) in connection.execute(query).fetchall() if year]


def _as_delivered(table: TableSpec, divisions: Sequence[str]) -> TableSpec:
    """A table with its columns under each name that files may have for them."""
    names = {
        name: column
        for column in table.columns
        for division in (divisions if column.delivered_as and table.is_per_division else ("",))
        for name in names_of(column, division)
        if column.name not in (FILE_YEAR, DIVISION)
    }
    if table.microdata and table.microdata.known_by:
        names |= dict.fromkeys(YEARS_OF_ROWS, table.columns[0])
    return replace(table, columns=tuple(replace(c, name=name) for name, c in names.items()))


def _parts_of_folder(spec: TableSpec, file: MicrodataFile) -> Parts:
    parts = find_parts(spec, file.path)
    above = file.label.removesuffix(file.path.name)
    files = {above + label: path for label, path in parts.files.items()}
    return replace(parts, files=files, unused=tuple(above + name for name in parts.unused))


def _of_statistics(spec: TableSpec, file: MicrodataFile) -> FoundTable:
    source = find_statistics_file(file.path, file.label, spec.column_names)
    return FoundTable(
        spec,
        source=file.label,
        headers={file.label: tuple(map(column_name, source.schema))},
        files={file.label: file.path},
        relation=source.rows(),
        numbered=source.rows(numbered=(FILE, ROW)),
        types={column_name(name): kind for name, kind in source.schema.items()},
        statistics=(source,),
    )


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
            yield f"{_year(part)} as {FILE_YEAR}"
        elif column.name == DIVISION:
            yield f"{quoted(division)} as {DIVISION}"
        elif name := part.delivered(column.name, division):
            yield f'{_read(part, replace(column, name=name))} as "{column.name}"'


def _year(part: MicrodataPart) -> str:
    if part.year_of_rows:
        return f'left(cast("{part.year_of_rows}" as varchar), 4)'
    return quoted(part.file.name.year or NO_YEAR)


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
