"""The files of households and their incomes, as SQL."""

from __future__ import annotations

from segmon.synth.microdata.people import People

# Of twelve households whose income is unknown: these have members without a row, these have no row
# of their own, these are nobody's; the rest have a code that says why.
_NO_MEMBERS, _NO_ROW, _NOBODY = 3, 5, 6
_INCOME_CODES = """
    case
        when percentile is not null then percentile
        when unknown_income < 9 then -1
        when unknown_income < 11 then -2
        else 0
    end
"""


def household_members(people: People, year: int) -> str:
    """KOPPELPERSOONHUISHOUDEN: which household a child, its parents and others are in."""
    others = people.families // 10
    return f"""
        with households as (
            select * from households where year = {year}
        ),
        members as (
            select
                'R' as kind,
                rin(child) as number,
                case when unknown_income = {_NOBODY - 1} then '-' else 'R' end as kind_of_head,
                case when unknown_income = {_NOBODY - 1} then '---------' else rin(head) end as head
            from households
            where unknown_income is null or unknown_income >= {_NO_MEMBERS}
            union all
            select 'R', rin(person), 'R', rin(person) from parents
            where year = {year} and is_eldest and is_present
            union all
            -- other people, whose numbers of another kind are the same
            select 'S', rin(child), 'R', rin({people.first_other} + child % {others + 1})
            from households where pick(child, 'twin', 60) = 0
            union all
            select 'R', rin({people.first_other} + i), 'R', rin({people.first_other} + i)
            from range({others}) as r (i)
        )
        select
            kind as "RINPERSOONS",
            number as "RINPERSOON",
            kind_of_head as "RINPERSOONSHKW",
            head as "RINPERSOONHKW"
        from members
    """


def household_incomes(people: People, year: int) -> str:
    """INHA: a row per household; of two percentiles, that without students is another one."""
    return f"""
        with incomes as (
            select 'R' as kind, head as number, {_INCOME_CODES} as percentile
            from households
            where year = {year} and is_eldest
                and (unknown_income is null or unknown_income >= {_NOBODY})
            union all
            -- other households, whose numbers of another kind are the same
            select 'S', head, 1 + pick(head, 'twin', 100) from households
            where year = {year} and is_eldest and pick(head, 'has twin', 60) = 0
            union all
            select 'R', {people.first_other} + i, 1 + pick(i, 'income', 100)
            from range({people.families // 10}) as r (i)
        )
        select
            kind as "RINPERSOONSHKW",
            rin(number) as "RINPERSOONHKW",
            cast(percentile as double) as "INHP100HGEST",
            cast(case when percentile < 1 then percentile else 101 - percentile end as double)
                as "INHP100HGESTES",
            case when percentile < 1 then 9999999999 else 500.0 * percentile end as "INHGESTINKH",
            cast(case percentile when -2 then 3 else 1 end as double) as "INHPOPIIV"
        from incomes
    """
