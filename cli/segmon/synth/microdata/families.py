"""Families as SQL: pupils who are alike are brothers and sisters.

A register has rows; microdata have people. Pupils of a year with the same parents' levels,
countries and income make families of one or two, and families with the same countries are the same
parents in every year. So a parent has children in several rows and years, and a file of the wrong
year gives other figures.
"""

from __future__ import annotations

# Of five pupils who are alike, the first two are a family, the third, and the last two.
FAMILY_KEYS = """
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
PAIRS = """
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


def pupils(year: int, before: int, primary: int) -> str:
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


def family_members(first_parent: int) -> str:
    """Who is in a family: person 0 is another head of the household, 1 and 2 are the parents.

    A parent of whom nothing is known is mostly nobody, seldom somebody without any row; one whose
    country is known may be nobody too, with a country in the child's row.
    """
    return f"""
        create macro parent(family, slot) as {first_parent} + family * 3 + slot;
        create macro nobody(family, slot) as case
            when pick(family, 'no parents', 100) < 3 then 0
            else pick(family * 3 + slot, 'nobody', 100)
        end;
        create macro is_present(level, country, family, slot) as
            level > 0 or nobody(family, slot) >= case when country > 0 then 4 else 70 end;
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
    """
