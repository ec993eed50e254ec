"""Where people live, as SQL: spells at addresses, objects, their municipalities and coordinates.

An object's number says where it is: its school, the metres from it, and one of sixteen variants.
Variants 0 to 11 are as many metres away, in some direction; 12 has no coordinates; 13 is somewhere
else; 15 is the school itself.
"""

from __future__ import annotations

from segmon.synth.geography import Municipalities
from segmon.synth.microdata.people import People

#: Code of a municipality that was split before the register's first year.
SPLIT = "9990"
_EARLIER_DIVISIONS = 2  # before the register's first year
_NO_COORDINATES, _ELSEWHERE = 12, 13
# Thousandths of pupils, by what their addresses are like; from `_NO_LINE` on the straight line is
# of no use.
_MOVED_ON_1_OCTOBER, _MOVES_LATER, _TWO_AT_ONCE, _NO_LINE = 700, 800, 880, 930
_NO_SPELL, _UNKNOWN_PLACE, _NO_ADDRESS = 950, 970, 985


def make_spells(people: People) -> None:
    """Make the table of pupils' spells at addresses, and of the objects that they live in."""
    people.connection.execute(
        "create table spells (child integer, object bigint, start varchar, stop varchar)"
    )
    for year in people.years:
        people.connection.execute(f"insert into spells {_spells(year)}")
    people.connection.execute(
        "create table homes as select distinct object from spells order by object"
    )


def _spells(year: int) -> str:
    """Spells of the pupils of a year; the one that covers 1 October is where the distance is from.

    Of two that cover it, the one that started last counts.
    """
    return f"""
        with choices as (
            select
                *, pick(child, 'home', 1000) as choice, pick(child, 'direction', 12) as direction
            from pupils where year = {year}
        ),
        pupils as (
            select
                child,
                choice,
                object_at(school, metres, direction) as home,
                object_at(school, metres, {_NO_COORDINATES}) as unknown_place,
                object_at(school, metres, {_ELSEWHERE}) as elsewhere
            from choices
        )
        select child, spell.object, spell.start, spell.stop
        from pupils, unnest(case
            when choice < {_MOVED_ON_1_OCTOBER} then [
                {_spell("home", year - 5, "0417", "99999999")}
            ]
            when choice < {_MOVES_LATER} then [
                {_spell("elsewhere", year - 4, "0000", f"{year}0930")},
                {_spell("home", year, "1001", "99999999")}
            ]
            when choice < {_TWO_AT_ONCE} then [
                {_spell("home", year - 3, "0101", f"{year}1115")},
                {_spell("elsewhere", year, "1116", "88888888")}
            ]
            when choice < {_NO_LINE} then [
                {_spell("home", year - 1, "0615", "99999999")},
                {_spell("elsewhere", year - 9, "0202", "99999999")}
            ]
            when choice < {_NO_SPELL} then [
                {_spell("elsewhere", year - 6, "0303", f"{year}0915")},
                {_spell("elsewhere", year, "1003", "99999999")}
            ]
            when choice < {_UNKNOWN_PLACE} then [
                {_spell("unknown_place", year - 2, "0801", "99999999")}
            ]
            when choice >= {_NO_ADDRESS} then [
                {_spell("elsewhere", year - 7, "1231", "99999999")}
            ]
        end) as u (spell)
    """


def _spell(place: str, year: int, day: str, stop: str) -> str:
    return f"{{'object': {place}, 'start': '{year}{day}', 'stop': '{stop}'}}"


def home_addresses(people: People) -> str:
    """GBAADRESOBJECT: spells of pupils of all years, and of others."""
    return f"""
        with written as (
            select 'R' as kind, child, object, start, stop from spells
            union all
            -- other people, whose numbers of another kind are the same
            select 'S', child, object_at(school_at(object), 0, 15), '20000101', '99999999'
            from spells where pick(child, 'twin', 100) = 0 and stop = '99999999'
            union all
            select 'R', {people.first_other} + i, object_at(1, 0, 15), '20100101', '99999999'
            from range({people.families // 20}) as r (i)
        )
        select
            kind as "RINPERSOONS",
            rin(child) as "RINPERSOON",
            'D' as "SOORTOBJECTNUMMER",
            object_number(object) as "RINOBJECTNUMMER",
            start as "GBADATUMAANVANGADRESHOUDING",
            stop as "GBADATUMEINDEADRESHOUDING"
        from written
    """


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
            from homes where object % 16 <> {_NO_COORDINATES}
        ),
        moved as (
            select
                object,
                school,
                case
                    when variant < 4 then east * 0.6 * metres
                    when variant < 8 then east * 0.8 * metres
                    when variant < 10 then east * (metres + more)
                    when variant = {_ELSEWHERE} then metres + 370
                    else 0
                end as to_east,
                case
                    when variant < 4 then north * 0.8 * metres
                    when variant < 8 then north * 0.6 * metres
                    when variant < 10 then 0
                    when variant = {_ELSEWHERE} then 120
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
    split = [codes[m] for m in municipalities.existing(first) if codes[m] >= "9000"][:2]
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


def route_distances(year: int) -> str:
    """Lengths of routes where the straight line is unknown or wrong, and some to other schools."""
    return f"""
        with pupils as (
            select pupils.*, next_school, object is null or pick(child, 'home', 1000) >= {_NO_LINE}
                as is_needed
            from pupils
            inner join schools using (school)
            inner join school_years using (year, school)
            where year = {year} and (pupils.is_primary or grade <= 2)
        ),
        routes as (
            select child, school, metres from pupils where is_needed
            union all
            select child, next_school, metres + 1000 from pupils
            where pick(child, 'elsewhere', 200) = 0
        )
        select
            'R' as "RINPERSOONS",
            rin(child) as "RINPERSOON",
            brin as "BRIN_crypt",
            site as "BRINVEST",
            metres as "AFSTAND_M"
        from routes inner join schools using (school)
    """
