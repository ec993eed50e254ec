"""The register's pupils as persons with numbers, families and schools, in a work database.

A register has rows; microdata have people. Pupils of a year with the same parents' levels,
countries and income make families of one or two, and families with the same countries are the same
parents in every year. So a parent has children in several rows and years, and a file of the wrong
year gives other figures.

Every choice is a hash of the person's number: the same register is the same microdata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.synth.microdata.countries import COUNTRIES
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
    connection.execute(_FAMILY_KEYS)
    connection.execute(_PAIRS)
    connection.execute("create table pupils as select * from (" + _pupils(0, 0, 0) + ") limit 0")
    children = 0
    for year in years:
        counted = connection.execute(
            f"select count(*), count(*) filter (where sector = 'po') from delivered"
            f" where year = {year}"
        ).fetchone()
        assert counted is not None
        connection.execute("insert into pupils " + _pupils(year, children, counted[1]))
        children += counted[0]
    families = connection.execute("select sum(families) from pairs").fetchone()
    assert families is not None
    make_schools(connection, register)
    people = People(connection, tuple(years), children, int(families[0]), population)
    _make_family_macros(people)
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


# Of five pupils who are alike, the first two are a family, the third, and the last two.
_FAMILY_KEYS = """
    create table family_keys as
    with alike as (
        select year, country_1, country_2, family_key, count(*) as pupils
        from delivered group by all
    ),
    counted as (
        select *, pupils // 5 * 3 + [0, 1, 1, 2, 3][pupils % 5 + 1] as families from alike
    )
    select
        *,
        sum(families) over (
            partition by year, country_1, country_2 order by family_key
        ) - families as first_family
    from counted
    order by year, family_key
"""
_PAIRS = """
    create table pairs as
    with in_year as (
        select year, country_1, country_2, sum(families) as families
        from family_keys group by all
    ),
    most as (
        select country_1, country_2, cast(max(families) as integer) as families
        from in_year group by all
    )
    select
        *,
        cast(sum(families) over (order by country_1, country_2) - families as integer)
            as first_family
    from most
    order by country_1, country_2
"""


def _pupils(year: int, before: int, primary: int) -> str:
    """The pupils of a year with their families, as SQL.

    Args:
        year: year in which the school year starts.
        before: number of children of the years before.
        primary: number of pupils of primary education in the year.
    """
    return f"""
        with numbered as (
            select
                *,
                {before} + number + case sector when 'vo' then {primary} else 0 end as child
            from delivered where year = {year}
        ),
        placed as (
            select
                *,
                cast(row_number() over (partition by family_key order by child) - 1 as integer)
                    as place
            from numbered
        )
        select
            cast(placed.year as smallint) as year,
            placed.sector = 'po' as is_primary,
            placed.child,
            placed.school,
            cast(placed.grade as tinyint) as grade,
            cast(placed.percentile as tinyint) as percentile,
            cast(placed.level_1 as tinyint) as level_1,
            cast(placed.level_2 as tinyint) as level_2,
            cast(placed.country_1 as tinyint) as country_1,
            cast(placed.country_2 as tinyint) as country_2,
            placed.metres,
            cast(
                pairs.first_family + family_keys.first_family
                + place // 5 * 3 + [0, 0, 1, 2, 2][place % 5 + 1] as integer
            ) as family,
            place % 5 in (0, 2, 3) as is_eldest
        from placed
        inner join family_keys
            on placed.family_key = family_keys.family_key and family_keys.year = {year}
        inner join pairs
            on placed.country_1 = pairs.country_1 and placed.country_2 = pairs.country_2
        order by child
    """


def _make_family_macros(people: People) -> None:
    """Who is in a family: person 0 is another head of the household, 1 and 2 are the parents.

    Of a parent of whom nothing is known, most are nobody; some are people without any row.
    """
    people.connection.execute(f"""
        create macro parent(family, slot) as {people.first_parent} + family * 3 + slot;
        create macro nobody(family, slot) as pick(family * 3 + slot, 'nobody', 10);
        create macro is_present(level, country, family, slot) as
            level > 0 or country > 0 or nobody(family, slot) >= 7;
        create macro mother(family) as 1 + pick(family, 'mother', 2);
        create view parents as
        select
            year, child, family, is_eldest, slot,
            case slot when 1 then level_1 else level_2 end as level,
            case slot when 1 then country_1 else country_2 end as country,
            slot = mother(family) as is_mother,
            parent(family, slot) as person,
            is_present(level, country, family, slot) as is_present
        from pupils cross join (values (1), (2)) as slots (slot);
        create view households as
        select
            *,
            parent(family, case when is_present(level_1, country_1, family, 1) then 1 else 0 end)
                as head,
            case when percentile is null then pick(family, 'income ' || year, 12) end
                as unknown_income
        from pupils
    """)
