"""Finding a delivery: its tables, their files and their headers; no row is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.files import FoundTable, open_table_files
from segmon.delivery.layouts import layout_spec
from segmon.delivery.locate import locate
from segmon.delivery.names import year_in
from segmon.delivery.reading import readable
from segmon.errors import UsageError
from segmon.findings import Notice
from segmon.texts import shown


@dataclass(frozen=True)
class FoundDelivery:
    """A delivery whose files were found and whose headers were read.

    Attributes:
        place: where it is, for people: the folder that was delivered, or a schema of an engine.
        layout: a key of `LAYOUTS`.
        tables: its tables, in the order of the layout; the first one is of pupils.
        school_years: the school years that are read; empty for every row, whatever its year.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.
        unused: what is said of files that are no table.
    """

    place: Path | str
    layout: str
    tables: tuple[FoundTable, ...]
    school_years: tuple[str, ...] = ()
    areas: str = "nl"
    unused: tuple[Notice, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is said of its files: how they are read, or why they are not."""
        return (*(notice for table in self.tables for notice in table.notices), *self.unused)


def find_delivery(
    folder: Path, layout: str, school_years: Sequence[str] = (), areas: str = "nl"
) -> FoundDelivery:
    """Find the files of a delivery and read their headers.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: the folder does not exist, something is not a school year, or the layout does
            not go with the areas.
        DeliveryError: a table is missing, is there twice, or cannot be opened.
    """
    require_folder(folder)
    spec = layout_spec(layout, areas)
    for year in school_years:
        if not re.fullmatch("[0-9]{4}-[0-9]{4}" + ("|[0-9]{4}" if areas == "opaque" else ""), year):
            raise UsageError(f"{year} is not a school year such as 2023-2024")
    with readable(shown(folder)):
        located, unused = locate(folder, spec)
    tables = tuple(open_table_files(table.spec, table.paths) for table in located)
    years = tuple(sorted(set(school_years)))
    unused += _of_other_years(tables)
    return FoundDelivery(folder.resolve(), layout, tables, years, areas, tuple(unused))


def _of_other_years(tables: Sequence[FoundTable]) -> Iterator[Notice]:
    """Published files of a school year of which no pupils are published."""
    years = {
        year_in(table.spec.pattern, name)
        for table in tables
        if table.spec.counts_pupils
        for name in table.files
    }
    for table in tables:
        for name in table.files if table.spec.pattern else ():
            year = year_in(table.spec.pattern, name)
            if year and year not in years:
                yield Notice(name, f"no file of pupils of {year} was delivered", True)


def require_folder(folder: Path) -> None:
    """Make sure that a delivery is a folder.

    Raises:
        UsageError: it is not, or nobody may look.
    """
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise UsageError(f"the delivery {folder} cannot be read: {error.strerror}") from None
    if not is_folder:
        raise UsageError(f"the delivery {folder} is not a folder")
