"""Which file of microdata serves which school year, and what a school year has not without one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from segmon.delivery.division import SAME_YEAR, municipal_division
from segmon.delivery.microdata.files import Chosen, MicrodataFile, shown_name, the_one
from segmon.delivery.microdata.missing import Missing, school_year
from segmon.delivery.microdata.parts import NO_YEAR, MicrodataPart, read_part, years_of_rows
from segmon.delivery.microdata_spec import Microdata, Serves
from segmon.delivery.spec import LayoutSpec
from segmon.errors import UsageError
from segmon.findings import Notice
from segmon.project import project_vars


@dataclass(frozen=True)
class Serving:
    """A file that serves a school year.

    Attributes:
        table_name: the table in schema `delivery`.
        school_year: the school year, such as 2023-2024.
        file_year: the year of the file, as its column `file_year` has it.
        file: its name.
    """

    table_name: str
    school_year: str
    file_year: str
    file: str


@dataclass(frozen=True)
class Served:
    """A file that serves a school year, with its header.

    Attributes:
        part: the file.
        year: the year that its rows are of; empty where there is none.
        start: the year in which the school year starts.
        division: the municipal division that is read of it; empty where there is none.
    """

    part: MicrodataPart
    year: str
    start: str
    division: str

    @property
    def serving(self) -> Serving:
        """The same without what is in the file."""
        table, file = self.part.table.name, self.part.file.label
        return Serving(table, school_year(self.start), self.year or NO_YEAR, file)


def serve(
    layout: LayoutSpec, chosen: Chosen, starts: Sequence[str]
) -> tuple[list[Served], list[Missing]]:
    """The file of each table that serves each school year, and what no file serves.

    Args:
        layout: the layout.
        chosen: the files of each table by their year.
        starts: the years in which the school years start.

    Raises:
        UsageError: a var of the project is wrong.
        DeliveryError: a file is there twice, or cannot be opened.
    """
    offset, division_of = income_year_offset(), divisions_of(starts)
    read = _Reader(sorted({*division_of.values()}))
    served, missing = list[Served](), list[Missing]()
    for table in layout.tables:
        if not (microdata := table.microdata):
            continue
        offers = chosen.get(table.name, {})
        if microdata.known_by:
            offers = _by_years_of_rows(offers, read)
        for start in starts:
            division = division_of[start] if table.is_per_division else ""
            for year in _preferred(microdata, offers, start, offset):
                part = read(the_one(offers[year]))
                if not division or part.divisions([division]):
                    served.append(Served(part, year, start, division))
                    break
            else:
                own = year_of(microdata, start, offset) if offers else ""
                missing.append(Missing(table, start, own, division))
    return served, missing


class _Reader:
    """Reads the header of each file once."""

    def __init__(self, divisions: Sequence[str]) -> None:
        self.divisions = divisions
        self.parts: dict[str, MicrodataPart] = {}

    def __call__(self, file: MicrodataFile) -> MicrodataPart:
        if file.label not in self.parts:
            self.parts[file.label] = read_part(file, self.divisions)
        return self.parts[file.label]


def _by_years_of_rows(
    files: Mapping[str, Sequence[MicrodataFile]], read: Callable[[MicrodataFile], MicrodataPart]
) -> dict[str, list[MicrodataFile]]:
    """Files by the years of their rows, where those have one."""
    offers: dict[str, list[MicrodataFile]] = {}
    for year, of_year in files.items():
        for file in of_year:
            part = read(file)
            for each in years_of_rows(part) if part.year_of_rows else [year]:
                offers.setdefault(each, []).append(file)
    return offers


def _preferred(
    microdata: Microdata, offers: Collection[str], start: str, offset: int
) -> Iterator[str]:
    """The years of files that may serve a school year, the one that goes first in front.

    A file without a year serves every school year that has no file of its own.
    """
    serves, own = microdata.serves, year_of(microdata, start, offset)
    years = [] if serves is Serves.LATEST else [own]
    if serves in (Serves.LATEST, Serves.OWN_OR_LATEST):
        years += sorted(offers, reverse=True)
    else:
        years.append("")
    yield from (year for year in dict.fromkeys(years) if year in offers)


def earlier_files(served: Sequence[Served]) -> Iterator[Notice]:
    """Files that serve a school year after their own: they know nothing of what came since."""
    for each in served:
        microdata = each.part.table.microdata
        is_early = "" < each.year < each.start
        if microdata and is_early and microdata.serves in (Serves.LATEST, Serves.OWN_OR_LATEST):
            name = shown_name(each.part.table)
            yield Notice(
                "",
                f"no {name} of {each.start}: that of {each.year} serves {school_year(each.start)},"
                " and knows nothing of what came since",
            )


def income_year_offset() -> int:
    """Years between a school year and that of the incomes of its pupils.

    Raises:
        UsageError: it is no whole number.
    """
    offset = project_vars()["income_year_offset"]
    if not isinstance(offset, int):
        raise UsageError(
            f"the var income_year_offset is {offset}; it is a whole number, such as -1"
        )
    return offset


def divisions_of(starts: Sequence[str]) -> dict[str, str]:
    """The municipal division of each school year, by the year in which it starts.

    Raises:
        UsageError: the var is neither a year nor `same_year`.
    """
    division = municipal_division()
    if division == SAME_YEAR:
        return {start: start for start in starts}
    return dict.fromkeys(starts, division)


def year_of(microdata: Microdata, start: str, offset: int) -> str:
    """The year of the files that serve the school year of their own."""
    return str(int(start) + offset) if microdata.serves is Serves.INCOME else start
