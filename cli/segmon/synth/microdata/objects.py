"""Address objects as SQL: where they are, and in which municipality in each municipal division."""

from __future__ import annotations

from segmon.synth.geography import CITIES, Municipalities
from segmon.synth.microdata.homes import ELSEWHERE, NO_COORDINATES
from segmon.synth.microdata.people import People

#: Code of a municipality that was split before the register's first year.
SPLIT = "9990"
_EARLIER_DIVISIONS = 2  # before the register's first year


def object_coordinates() -> str:
    """VSLCOORDTAB: homes on a straight line of as many metres from school, and the schools.

    A line is the long side of a triangle of 3, 4 and 5, or along an axis and some decimetres off.
    """
    return f"""
        with homes as (
            select
                object,
                school_at(object) as school,
                metres_at(object) as metres,
                object % 16 as variant,
                1 - 2 * (object % 2) as east,
                1 - 2 * (object // 2 % 2) as north,
                (pick(object, 'decimetres', 9) - 4) / 10 as more
            from homes where object % 16 <> {NO_COORDINATES}
        ),
        moved as (
            select
                object,
                school,
                case
                    when variant < 4 then east * 0.6 * metres
                    when variant < 8 then east * 0.8 * metres
                    when variant < 10 then east * (metres + more)
                    when variant = {ELSEWHERE} then metres + 370
                    else 0
                end as to_east,
                case
                    when variant < 4 then north * 0.8 * metres
                    when variant < 8 then north * 0.6 * metres
                    when variant < 10 then 0
                    when variant = {ELSEWHERE} then 120
                    else east * (metres + more)
                end as to_north
            from homes
        ),
        objects as (
            select moved.object, x + cast(to_east as double) as x, y + cast(to_north as double) as y
            from moved inner join schools using (school)
            union all
            select object, x, y from schools where object is not null
        )
        select
            object_number(object) as "RINOBJECTNUMMER",
            cast(x as double) as "XCOORDADRES",
            cast(y as double) as "YCOORDADRES"
        from objects
    """


def divisions(people: People) -> range:
    """Municipal divisions, by year: those of the register, and some before it."""
    return range(people.years[0] - _EARLIER_DIVISIONS, people.years[-1] + 1)


def make_divisions(people: People, municipalities: Municipalities) -> None:
    """Make the table of schools' municipalities in each municipal division.

    Before the register's first year, part of two municipalities is a third one, since split.

    Args:
        people: the persons.
        municipalities: those of the register.
    """
    codes = [code.removeprefix("GM") for code in municipalities.codes]
    first = people.years[0]
    split = [codes[m] for m in municipalities.existing(first) if m >= len(CITIES)][:2]
    people.connection.execute(
        "create table divisions (division integer, municipality varchar, code varchar)"
    )
    people.connection.executemany(
        "insert into divisions values ($1, $2, $3)",
        [
            (year, old, codes[new])
            for year in divisions(people)
            for old, new in zip(codes, municipalities.successor(year), strict=True)
        ],
    )
    columns = ", ".join(
        f"""
            case
                when {year} < {first} and any_value(municipality) in {tuple(split)}
                    and pick(school, 'split', 3) = 0 then '{SPLIT}'
                else max(code) filter (where division = {year})
            end as gem{year}
        """
        for year in divisions(people)
    )
    people.connection.execute(f"""
        create table school_divisions as
        with first_known as (
            select school, min_by(municipality, year) as municipality
            from school_years group by all
        )
        select school, {columns}
        from first_known inner join divisions using (municipality)
        group by school order by school
    """)


def object_municipalities(years: range) -> str:
    """VSLGWB: the municipality of each object, in a column per municipal division."""
    columns = ", ".join(f"coalesce(gem{year}, '----') as \"gem{year}\"" for year in years)
    return f"""
        with objects as (
            select object, school_at(object) as school from homes
            union all
            select object, school from schools where object is not null
        )
        select
            'D' as "SOORTOBJECTNUMMER",
            object_number(object) as "RINOBJECTNUMMER",
            {columns},
            coalesce(gem{years[-1]} || '00', '------') as "wc{years[-1]}"
        from objects left join school_divisions using (school)
    """
