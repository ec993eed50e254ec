"""The register's pupils as persons with numbers, families and schools, in a work database.

Every choice is a hash of the person's number: the same register is the same microdata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.synth.microdata.countries import COUNTRIES
from segmon.synth.microdata.families import FAMILY_KEYS, PAIRS, family_members, pupils
from segmon.synth.microdata.schools import SECONDARY, make_schools
from segmon.synth.parents import LEVELS

#: The largest prime below 10⁹: multiplying by a number modulo a prime gives every number once.
_NUMBERS = 999_999_937
_OBJECTS = 999_999_999_989
_STEP = 618_033_989
_KILOMETRES_10 = 6001  # distances in tens of metres, 0 to 60 km
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "preserve_insertion_order": True,
    # rows come in the order of the left side of a join, whichever side is guessed to be larger
    "disabled_optimizers": "join_order,build_side_probe_side",
}


@dataclass(frozen=True)
class People:
    """The persons of a register, in tables of `connection`.

    Numbers of persons come in ranges: children from 1, then as many persons in other education (a
    child's number plus `children`), then three for each family from `first_parent` (another head of
    the household, the two parents), then people who are nobody's parent from `first_other`.
    """

    connection: duckdb.DuckDBPyConnection
    years: tuple[int, ...]
    children: int
    families: int
    population: float

    @property
    def first_parent(self) -> int:
        """Number before that of the first family."""
        return 2 * self.children + 1

    @property
    def first_other(self) -> int:
        """Number of the first person who is nobody's parent."""
        return self.first_parent + 3 * self.families

    def others(self, whole_country: int, needed: int) -> int:
        """How many people a file has that no pupil needs.

        Args:
            whole_country: rows of the file for the whole country.
            needed: rows that pupils need.
        """
        return max(needed // 10, round(whole_country * self.population) - needed)


def make_people(
    work: Path, register: Path, years: Sequence[int], seed: int, population: float
) -> People:
    """Make the work database of a register.

    Args:
        work: folder for it.
        register: folder of the register.
        years: its school years, by the year in which they start.
        seed: seed of the register: another seed, other numbers of persons.
        population: size of the files of the population; 1 is the whole country.
    """
    connection = duckdb.connect(
        work / "people.duckdb", config=_SETTINGS | {"temp_directory": str(work / "spilled")}
    )
    _make_macros(connection, seed)
    connection.execute(_delivered(register))
    connection.execute(FAMILY_KEYS)
    connection.execute(PAIRS)
    connection.execute("create table pupils as select * from (" + pupils(0, 0, 0) + ") limit 0")
    children = 0
    for year in years:
        counted = connection.execute(
            f"select count(*), count(*) filter (where sector = 'po') from delivered"
            f" where year = {year}"
        ).fetchone()
        assert counted is not None
        connection.execute("insert into pupils " + pupils(year, children, counted[1]))
        children += counted[0]
    families = connection.execute("select sum(families) from pairs").fetchone()
    assert families is not None
    make_schools(connection, register)
    people = People(connection, tuple(years), children, int(families[0]), population)
    connection.execute(family_members(people.first_parent))
    return people


def _make_macros(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Numbers of persons and objects, and choices."""
    step = _STEP * (2 * seed + 1) % _NUMBERS or _STEP
    connection.execute(f"""
        create macro digits(n, length) as lpad(cast(n as varchar), length, '0');
        create macro rin(n) as digits(cast(n as bigint) * {step} % {_NUMBERS}, 9);
        create macro object_number(o) as digits(o * {step} % {_OBJECTS}, 12);
        create macro school_number(sector, id) as
            cast(substr(id, 3) as integer) + case sector when 'vo' then {SECONDARY} else 0 end;
        create macro crypt(n, what) as upper(substr(md5(what || '{seed} ' || n), 1, 12));
        create macro pick(n, what, choices) as cast(hash(n, what) % choices as integer);
        create macro object_at(school, metres, variant) as
            (cast(school as bigint) * {_KILOMETRES_10} + metres // 10) * 16 + variant;
        create macro school_at(o) as cast(o // {16 * _KILOMETRES_10} as integer);
        create macro metres_at(o) as cast(o // 16 % {_KILOMETRES_10} * 10 as integer);
    """)


def _delivered(register: Path) -> str:
    """The pupils of the register, their codes as numbers; 0 is unknown."""
    levels = "[" + ", ".join(f"'{level}'" for level in LEVELS[1:]) + "]"
    countries = "[" + ", ".join(f"'{country}'" for country in COUNTRIES) + "]"

    def code(of: str, column: str) -> str:
        return f"cast(coalesce(list_position({of}, {column}), 0) as integer)"

    files = str(register / "pupils/**/*.parquet").replace("'", "''")
    return f"""
        create view delivered as
        with coded as (
            select
                cast(substr(school_year, 1, 4) as integer) as year,
                sector,
                cast(substr(pupil_id, 2) as integer) as number,
                school_number(sector, school_id) as school,
                grade,
                income_percentile as percentile,
                {code(levels, "education_parent_1")} as level_1,
                {code(levels, "education_parent_2")} as level_2,
                {code(countries, "birth_country_parent_1")} as country_1,
                {code(countries, "birth_country_parent_2")} as country_2,
                cast(round(1000 * home_to_school_km) as integer) as metres
            from read_parquet('{files}', hive_partitioning = true)
        )
        select
            *,
            (((country_1 * 64 + country_2) * 4 + level_1) * 4 + level_2) * 128
            + coalesce(percentile, 0) as family_key
        from coded
    """
