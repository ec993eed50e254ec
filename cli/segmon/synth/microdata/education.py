"""Addresses of schools and levels of education, as SQL."""

from __future__ import annotations

from segmon.synth.microdata.columns import level_columns
from segmon.synth.microdata.people import People
from segmon.synth.microdata.schools import SPECIAL

_LEVELS = (
    "['1111', '1112', '1211', '1212', '1213', '1221', '1222']",
    "['2110', '2111', '2112', '2121', '2130', '2131', '2132']",
    "['3110', '3111', '3112', '3113', '3210', '3211', '3212', '3213']",
)
_HOOGSTEOPL = 11_500_000  # rows of a year, for the whole country


def school_addresses(year: int) -> str:
    """BRINADRESSEN: every school site, of special primary and other education as well."""
    return f"""
        select
            brin as "BRIN_crypt",
            site as "BRINVest",
            coalesce(object_number(object), '') as "RINObjectnummer",
            case
                when object is not null and pick(school, 'no municipality', 50) = 0 then '----'
                else coalesce(municipality, '0363')
            end as "gemcode",
            printf('%04dAB', 1000 + pick(school, 'postcode', 9000)) as "POSTCODE",
            case when pick(school, 'place', 8) = 0 then 'Súdwâld' else 'Dorp' end as "PLAATSNAAM"
        from schools
        left join (select * from school_years where year = {year}) as opened using (school)
        where year is not null or school >= {SPECIAL}
        order by school
    """


def education_levels(people: People, year: int) -> str:
    """HOOGSTEOPL: the highest level of parents and of others; most of those unknown have no row."""
    attained, followed = level_columns(year)
    count = people.connection.execute(
        "select 2 * sum(families) from family_keys where year = $year", {"year": year}
    ).fetchone()
    assert count is not None
    levels = " ".join(
        f"when {level} then {codes}[1 + pick(person, 'level {year}', len({codes}))]"
        for level, codes in enumerate(_LEVELS, start=1)
    )
    return f"""
        with persons as (
            select person, level from parents
            where year = {year} and is_eldest and is_present
                and (level > 0 or pick(person, 'no level {year}', 10) >= 4)
            union all
            select {people.first_other} + i, 1 + pick(i, 'level', 3)
            from range({people.others(_HOOGSTEOPL, int(count[0]))}) as r (i)
        )
        select
            'R' as "RINPERSOONS",
            rin(person) as "RINPERSOON",
            printf('%06d', pick(person, 'programme', 1000000)) as "OPLNRHB",
            case level {levels} else ['----', '9999', ''][1 + pick(person, 'unknown', 3)] end
                as "{attained}",
            case level when 1 then '2121' when 2 then '3112' when 3 then '1212' else '3212' end
                as "{followed}",
            1 + pick(person, 'weight', 300) / 100 as "GEWICHTHOOGSTEOPL"
        from persons
    """
