"""`write_microdata`: all the files, in the folders where Statistics Netherlands has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmon.progress import Progress
from segmon.synth.geography import Municipalities
from segmon.synth.microdata import columns, education, homes, income, population
from segmon.synth.microdata.people import People, make_people
from segmon.synth.microdata.sav import Variable, write_all
from segmon.synth.microdata.schools import school_register
from segmon.synth.tables import SynthTable

FILE_FORMATS = ("sav", "parquet", "csv")
#: A file that says that a folder was made here: one without it is never replaced.
MARKER = "synthetic.txt"
_MARKER_TEXT = "Written by segmon synth: nobody and no school in these files exists.\n"
_FOLDERS = ("Onderwijs", "Bevolking", "InkomenBestedingen", "BouwenWonen")
_BESIDE = r"(schools_register|municipalities|route_distances[0-9]{4})\.csv"
_ROWS_AT_ONCE = 40  # in units of 2,048
# Versions of INSCHRWPOTAB as researchers saw them.
_PRIMARY_VERSIONS = {2017: "V5", 2018: "V3", 2019: "V3"}
# An earlier version of some files: an eighth of the rows, and something wrong with them.
_EARLIER_VERSION = """
    select * replace ({wrong}) from ({query}) as later where pick("{key}", 'version', 8) = 0
"""


@dataclass(frozen=True)
class Table:
    """A file to write.

    Attributes:
        name: what the files of its kind are called.
        place: its folder and name, without an ending.
        variables: its columns, if it comes as the format that was asked for; else it is a CSV.
        query: SQL of its rows.
        is_upper: whether the ending is in capitals.
    """

    name: str
    place: str
    variables: tuple[Variable, ...]
    query: str
    is_upper: bool = False


def is_microdata_name(name: str) -> bool:
    """Whether the folder of synthetic microdata has a file or folder of this name."""
    return name in (MARKER, *_FOLDERS) or re.fullmatch(_BESIDE, name) is not None


def write_microdata(
    folder: Path,
    register: Path,
    work: Path,
    *,
    years: Sequence[int],
    seed: int,
    municipalities: Municipalities,
    file_format: str,
    population: float,
    progress: Progress,
) -> list[SynthTable]:
    """Write a register as microdata.

    Args:
        folder: where the files go.
        register: folder of the register, in layout `register`.
        work: folder for what is needed meanwhile.
        years: school years of the register, by the year in which they start.
        seed: seed of the register.
        municipalities: those of the register.
        file_format: one of FILE_FORMATS.
        population: size of the files of the population; 1 is the whole country.
        progress: called with each file and the share of files that is done.
    """
    people = make_people(work, register, years, seed, population)
    with people.connection:
        homes.make_spells(people)
        homes.make_divisions(people, municipalities)
        tables = [*_education(people), *_population(people), *_income(people)]
        tables += [*_objects(people), *_beside(people, register)]
        files: dict[str, list[Path]] = {}
        rows: dict[str, int] = {}
        for number, table in enumerate(tables):
            progress(Path(table.place).name, number / len(tables))
            file, n_rows = _write(people, table, folder, file_format)
            files.setdefault(table.name, []).append(file)
            rows[table.name] = rows.get(table.name, 0) + n_rows
    (folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    return [SynthTable(name, tuple(files[name]), rows[name]) for name in files]


def _earlier(query: str, key: str, wrong: str) -> str:
    """SQL of an earlier version of a file, which the later one replaces."""
    return _EARLIER_VERSION.format(query=query, key=key, wrong=wrong)


def _education(people: People) -> Iterator[Table]:
    first, last = people.years[0], people.years[-1]
    for year in people.years:
        name, pupils = "INSCHRWPOTAB", education.primary_enrolments(people, year)
        place, variables = f"Onderwijs/{name}/{name}{year}", columns.primary_enrolments()
        if year == last:
            wrong = _earlier(pupils, "RINPERSOON", "'RK' as \"WPODENOMINATIE\"")
            yield Table(name, f"{place}V1", variables, wrong, is_upper=True)
        version = _PRIMARY_VERSIONS.get(year, "V2")
        yield Table(name, f"{place}{version}", variables, pupils, is_upper=True)
        name, query = "ONDERWIJSINSCHRTAB", education.enrolments(people, year)
        place = f"Onderwijs/{name}/{year}/{name}{year}V1"
        yield Table(name, place, columns.enrolments(), query, is_upper=True)
        name, query = "BRINADRESSEN", education.school_addresses(year)
        place, variables = f"Onderwijs/{name}/{name}{year}", columns.school_addresses()
        if year == first:  # version 10 comes after version 9
            wrong = _earlier(query, "BRIN_crypt", "'0363' as gemcode")
            yield Table(name, f"{place}V9", variables, wrong)
        yield Table(name, f"{place}V10" if year == first else f"{place}V1", variables, query)
        query, variables = education.education_levels(people, year), columns.education_levels(year)
        place = f"Onderwijs/HOOGSTEOPLTAB/{year}/HOOGSTEOPL{year}TAB"
        if year == first:
            attained = columns.level_columns(year)[0]
            wrong = _earlier(query, "RINPERSOON", f"'1112' as \"{attained}\"")
            yield Table("HOOGSTEOPLTAB", f"{place}V1", variables, wrong)
        yield Table("HOOGSTEOPLTAB", f"{place}V2", variables, query)


def _population(people: People) -> Iterator[Table]:
    first, last = people.years[0], people.years[-1]
    place, variables = "Bevolking/KINDOUDERTAB/KINDOUDER", columns.parents()
    earlier = first if first < last else first - 1
    query = population.earlier_parents(people)
    # the latest year goes before a later version
    yield Table("KINDOUDERTAB", f"{place}{earlier}TABV3", variables, query)
    yield Table("KINDOUDERTAB", f"{place}{last}TABV2", variables, population.parents(people))
    name, variables = "GBAPERSOONTAB", columns.persons()
    if first < last:
        place = f"Bevolking/GBAPERSOONTAB/{first}/GBAPERSOONKTAB{first}V1"
        yield Table(name, place, variables, population.persons(people, first))
    place = f"Bevolking/GBAPERSOONTAB/{last}/GBAPERSOON{last}TABV1"
    yield Table(name, place, variables, population.persons(people))
    place = f"Bevolking/GBAADRESOBJECTBUS/GBAADRESOBJECT{last}BUSV1"
    yield Table("GBAADRESOBJECTBUS", place, columns.home_addresses(), homes.home_addresses(people))


def _income(people: People) -> Iterator[Table]:
    for year in people.years:
        name, query = "KOPPELPERSOONHUISHOUDEN", income.household_members(people, year)
        place = f"InkomenBestedingen/{name}/{name}{year}{'' if year <= 2018 else 'V2'}"
        yield Table(name, place, columns.household_members(), query)
        place, query = (
            f"InkomenBestedingen/INHATAB/INHA{year}TAB",
            income.household_incomes(people, year),
        )
        variables = columns.household_incomes()
        if year == people.years[-1]:
            wrong = _earlier(query, "RINPERSOONHKW", '1.0 as "INHP100HGEST"')
            yield Table("INHATAB", f"{place}V1", variables, wrong)
        yield Table("INHATAB", f"{place}V2", variables, query)


def _objects(people: People) -> Iterator[Table]:
    last, divisions = people.years[-1], homes.divisions(people)
    place = f"BouwenWonen/VSLGWBTAB/VSLGWB{last}TAB03V1"
    variables = columns.object_municipalities(divisions)
    yield Table("VSLGWBTAB", place, variables, homes.object_municipalities(divisions))
    place = f"BouwenWonen/VSLCOORDTAB/VSLCOORDTAB{last}V1"
    yield Table("VSLCOORDTAB", place, columns.object_coordinates(), homes.object_coordinates())


def _beside(people: People, register: Path) -> Iterator[Table]:
    """What does not come from Statistics Netherlands: always as CSV."""
    yield Table("schools_register", "schools_register", (), school_register())
    for year in people.years:
        yield Table("route_distances", f"route_distances{year}", (), homes.route_distances(year))
    municipalities = str(register / "municipalities.parquet").replace("'", "''")
    yield Table("municipalities", "municipalities", (), f"select * from '{municipalities}'")


def _write(people: People, table: Table, folder: Path, file_format: str) -> tuple[Path, int]:
    """Write a file; its rows are never in memory together."""
    file_format = file_format if table.variables else "csv"
    ending = file_format.upper() if table.is_upper else file_format
    file = folder / f"{table.place}.{ending}"
    file.parent.mkdir(parents=True, exist_ok=True)
    if file_format == "sav":
        return file, write_all(file, table.variables, _parts(people, table))
    target = str(file).replace("'", "''")
    options = "format parquet, compression zstd"
    if file_format == "csv":
        is_dutch = not table.variables and table.name != "municipalities"
        is_semicolon = is_dutch or table.place.endswith("HOOGSTEOPL2023TABV2")
        options = f"format csv, header, delimiter '{';' if is_semicolon else ','}'"
    names = ", ".join(f'"{variable.name}"' for variable in table.variables) or "*"
    counted = people.connection.execute(
        f"copy (select {names} from ({table.query}) as file) to '{target}' ({options})"
    ).fetchone()
    assert counted is not None
    return file, counted[0]


def _parts(people: People, table: Table) -> Iterator[tuple[list[str], list[NDArray[np.float64]]]]:
    """Rows of a file, some at a time: their text columns as one text, and their numbers."""
    texts = " || ".join(
        f"rpad(coalesce(\"{v.name}\", ''), {8 * v.cells}, ' ')" for v in table.variables if v.width
    )
    numbers = [f'cast("{v.name}" as double)' for v in table.variables if not v.width]
    result = people.connection.execute(
        f"select {', '.join([texts, *numbers])} from ({table.query}) as file"
    )
    while len(part := result.fetch_df_chunk(_ROWS_AT_ONCE)):
        first, *others = (part.iloc[:, i] for i in range(part.shape[1]))
        yield first.tolist(), [column.to_numpy(dtype=np.float64) for column in others]
