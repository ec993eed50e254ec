"""The files of a delivery: folders, names, versions, and the SQL of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmon.synth.microdata import (
    columns,
    education,
    enrolments,
    homes,
    income,
    objects,
    population,
)
from segmon.synth.microdata.people import People
from segmon.synth.microdata.sav import Variable
from segmon.synth.microdata.schools import school_register

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


def all_files(people: People, register: Path) -> list[Table]:
    """The files of a delivery, in the order in which they are written.

    Args:
        people: the persons.
        register: folder of the register that they are of.
    """
    tables = [*_education(people), *_population(people), *_income(people)]
    return [*tables, *_objects(people), *_beside(people, register)]


def _earlier(query: str, key: str, wrong: str) -> str:
    """SQL of an earlier version of a file, which the later one replaces."""
    return _EARLIER_VERSION.format(query=query, key=key, wrong=wrong)


def _education(people: People) -> Iterator[Table]:
    first, last = people.years[0], people.years[-1]
    for year in people.years:
        name, pupils = "INSCHRWPOTAB", enrolments.primary_enrolments(people, year)
        place, variables = f"Onderwijs/{name}/{name}{year}", columns.primary_enrolments()
        if year == last:
            wrong = _earlier(pupils, "RINPERSOON", "'RK' as \"WPODENOMINATIE\"")
            yield Table(name, f"{place}V1", variables, wrong, is_upper=True)
        version = _PRIMARY_VERSIONS.get(year, "V2")
        yield Table(name, f"{place}{version}", variables, pupils, is_upper=True)
        name, query = "ONDERWIJSINSCHRTAB", enrolments.secondary_enrolments(people, year)
        place = f"Onderwijs/{name}/{year}/{name}{year}V1"
        yield Table(name, place, columns.secondary_enrolments(), query, is_upper=True)
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
    last, divisions = people.years[-1], objects.divisions(people)
    place = f"BouwenWonen/VSLGWBTAB/VSLGWB{last}TAB03V1"
    variables = columns.object_municipalities(divisions)
    yield Table("VSLGWBTAB", place, variables, objects.object_municipalities(divisions))
    place = f"BouwenWonen/VSLCOORDTAB/VSLCOORDTAB{last}V1"
    yield Table("VSLCOORDTAB", place, columns.object_coordinates(), objects.object_coordinates())


def _beside(people: People, register: Path) -> Iterator[Table]:
    """What does not come from Statistics Netherlands: always as CSV."""
    yield Table("schools_register", "schools_register", (), school_register())
    for year in people.years:
        yield Table("route_distances", f"route_distances{year}", (), homes.route_distances(year))
    municipalities = str(register / "municipalities.parquet").replace("'", "''")
    yield Table("municipalities", "municipalities", (), f"select * from '{municipalities}'")
