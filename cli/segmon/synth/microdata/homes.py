"""Where pupils live, as SQL: spells at addresses, and lengths of routes.

An object's number says where it is: its school, the metres from it, and one of sixteen variants.
Variants 0 to 11 are as many metres away, in some direction; 12 has no coordinates; 13 is somewhere
else; 15 is the school itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from segmon.synth.microdata.people import People

NO_COORDINATES, ELSEWHERE = 12, 13
# Thousandths of pupils from which on the straight line is of no use.
_NO_LINE = 930
_HOME, _ELSEWHERE = "pick(child, 'direction', 12)", str(ELSEWHERE)


@dataclass(frozen=True)
class _Spell:
    """An address of the pupils from `first` to `last`, in thousandths.

    `start` is some `years` before the school year; an end that is a day only is in its first year.
    """

    first: int
    last: int
    variant: str
    years: int
    start: str
    stop: str = "99999999"


# The spell that covers 1 October is home; of two, the one that started last.
_SPELLS = (
    _Spell(0, 699, _HOME, 5, "0417"),
    # moved on 1 October; on which day before is unknown
    _Spell(700, 799, _ELSEWHERE, 4, "0000", "0930"),
    _Spell(700, 799, _HOME, 0, "1001"),
    # moves later in the year
    _Spell(800, 879, _HOME, 3, "0101", "1115"),
    _Spell(800, 879, _ELSEWHERE, 0, "1116", "88888888"),
    # two at once
    _Spell(880, 929, _HOME, 1, "0615"),
    _Spell(880, 929, _ELSEWHERE, 9, "0202"),
    # none on 1 October
    _Spell(930, 949, _ELSEWHERE, 6, "0303", "0915"),
    _Spell(930, 949, _ELSEWHERE, 0, "1003"),
    _Spell(950, 969, str(NO_COORDINATES), 2, "0801"),
    # nobody has a row from 970 to 984; then a straight line that is wrong
    _Spell(985, 999, _ELSEWHERE, 7, "1231"),
)


def make_spells(people: People) -> None:
    """Make the table of pupils' spells at addresses, and of the objects that they live in."""
    people.connection.execute(
        "create table spells (child integer, object bigint, start varchar, stop varchar)"
    )
    for year in people.years:
        people.connection.execute(f"""
            insert into spells
            with pupils as (
                select child, school, metres, pick(child, 'home', 1000) as choice
                from pupils where year = {year}
            )
            {" union all ".join(_spell(spell, year) for spell in _SPELLS)}
        """)
    people.connection.execute(
        "create table homes as select distinct object from spells order by object"
    )


def _spell(spell: _Spell, year: int) -> str:
    stop = spell.stop if len(spell.stop) == 8 else f"{year}{spell.stop}"
    return f"""
        select
            child, object_at(school, metres, {spell.variant}), '{year - spell.years}{spell.start}',
            '{stop}'
        from pupils where choice between {spell.first} and {spell.last}
    """


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
