"""A file of microdata whose header was read: what it calls the columns of the layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segmon.database import connect, quoted
from segmon.delivery.files import FILE, ROW, FoundTable, read_parts
from segmon.delivery.microdata.files import MicrodataFile
from segmon.delivery.microdata_names import STATISTICS_ENDINGS
from segmon.delivery.names import column_name
from segmon.delivery.parts import find_parts
from segmon.delivery.reading import readable
from segmon.delivery.spec import DIVISION, Column, TableSpec
from segmon.delivery.statistics.files import find_statistics_file
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
        else:
            found = read_parts(spec, file.label, find_parts(spec, file.path, file.label))
    return MicrodataPart(file, table, found)


def years_of_rows(part: MicrodataPart) -> list[str]:
    """The years that the rows of a file are of; it is small, and read whole.

    Raises:
        DeliveryError: it is broken.
    """
    for file in part.found.statistics:
        file.convert()
    query = f"select distinct {year_of_part(part)} as year from {part.found.relation} order by year"
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


def year_of_part(part: MicrodataPart) -> str:
    """SQL of the year that its rows are of."""
    if part.year_of_rows:
        return f'left(cast("{part.year_of_rows}" as varchar), 4)'
    return quoted(part.file.name.year or NO_YEAR)
