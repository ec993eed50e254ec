"""Finding a delivery: its tables, their files and their headers; no row is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.files import FoundTable, open_table_files
from segmon.delivery.layouts import LAYOUTS, layout_spec
from segmon.delivery.locate import locate
from segmon.delivery.microdata.files import common_folder
from segmon.delivery.microdata.find import find_microdata
from segmon.delivery.microdata.serving import Serving
from segmon.delivery.names import year_in
from segmon.delivery.reading import readable
from segmon.delivery.spec import LayoutSpec
from segmon.delivery.synthetic import is_synthetic
from segmon.errors import UsageError
from segmon.findings import Notice
from segmon.private import private_folder, private_while_it_lasts
from segmon.texts import shown


@dataclass(frozen=True)
class FoundDelivery:
    """A delivery whose files were found and whose headers were read.

    Attributes:
        place: where it is, for people: the folder that was delivered, or a schema of an engine;
            several folders with commas between them.
        layout: a key of `LAYOUTS`.
        tables: its tables, in the order of the layout; the first one is of pupils.
        school_years: the school years that are read; empty for every row, whatever its year.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.
        unused: what is said of files that are no table.
        base: the folder from which files are named; null where there are none.
        serving: which file of microdata serves which school year.
        list_years: school years of which lists are read as well, such as that of municipalities.
        is_synthetic: whether any of its files says that it was invented.
    """

    place: Path | str
    layout: str
    tables: tuple[FoundTable, ...]
    school_years: tuple[str, ...] = ()
    areas: str = "nl"
    unused: tuple[Notice, ...] = ()
    base: Path | None = None
    serving: tuple[Serving, ...] = ()
    list_years: tuple[str, ...] = ()
    is_synthetic: bool = False

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is said of its files: how they are read, or why they are not."""
        return (*(notice for table in self.tables for notice in table.notices), *self.unused)

    @property
    def served_years(self) -> tuple[str, ...]:
        """School years that files of microdata serve; empty in other layouts, whose rows tell."""
        return tuple(sorted({each.school_year for each in self.serving}))


def find_delivery(
    delivered: Path | Sequence[Path],
    layout: str,
    school_years: Sequence[str] = (),
    areas: str = "nl",
) -> FoundDelivery:
    """Find the files of a delivery and read their headers.

    Args:
        delivered: the folder that was delivered; several for microdata.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: a folder does not exist or is one too many, something is not a school year, or
            the layout does not go with the areas.
        DeliveryError: a table is missing, is there twice, or cannot be opened.
    """
    folders = folders_of(delivered)
    for folder in folders:
        require_folder(folder)
    spec = layout_spec(layout, areas)
    require_one(spec, folders)
    for year in school_years:
        if not re.fullmatch("[0-9]{4}-[0-9]{4}" + ("|[0-9]{4}" if areas == "opaque" else ""), year):
            raise UsageError(f"{year} is not a school year such as 2023-2024")
    years, place = tuple(sorted(set(school_years))), place_of(folders)
    if spec.is_microdata:
        with readable(shown(place)):
            found = find_microdata(folders, spec, years, place)
            is_invented = is_synthetic(folders, found.tables)
        return FoundDelivery(
            place,
            layout,
            found.tables,
            years,
            areas,
            found.notices,
            common_folder(folders),
            found.serving,
            found.list_years,
            is_invented,
        )
    (folder,) = folders
    with readable(shown(folder)):
        located, unused = locate(folder, spec)
    tables = tuple(open_table_files(table.spec, table.paths) for table in located)
    unused += _of_other_years(tables)
    with readable(shown(folder)):
        is_invented = is_synthetic(folders, tables)
    base = folder.resolve()
    return FoundDelivery(
        *(base, layout, tables, years, areas, tuple(unused), base), is_synthetic=is_invented
    )


@contextmanager
def room_for(layout: str | None) -> Iterator[None]:
    """What reading a delivery needs while it lasts: of microdata, a folder for what is private.

    Args:
        layout: a key of `LAYOUTS`; null where no delivery is read.
    """
    if not layout or not LAYOUTS[layout].is_microdata or private_folder():
        yield
        return
    with private_while_it_lasts():
        yield


def folders_of(delivered: Path | Sequence[Path]) -> tuple[Path, ...]:
    """The folders of a delivery."""
    return (delivered,) if isinstance(delivered, Path) else tuple(delivered)


def place_of(folders: Sequence[Path]) -> Path | str:
    """Where a delivery is, for people."""
    resolved = [folder.resolve() for folder in folders]
    return resolved[0] if len(resolved) == 1 else ", ".join(map(str, resolved))


def require_one(layout: LayoutSpec, folders: Sequence[Path]) -> None:
    """Make sure that a delivery is one folder, unless its layout has files in several.

    Raises:
        UsageError: there are several.
    """
    if len(folders) > 1 and not layout.is_microdata:
        raise UsageError(
            f"a delivery of layout {layout.name} is one folder, and --input names"
            f" {len(folders)}: put its tables together"
        )


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
