"""The files of the population, as SQL: parents, persons and home addresses."""

from __future__ import annotations

from segmon.synth.microdata.countries import COUNTRIES, UNKNOWN
from segmon.synth.microdata.people import People

_KINDOUDER, _GBAPERSOON = 17_000_000, 25_000_000  # rows for the whole country
_CODES = "['" + "', '".join(COUNTRIES.values()) + "']"
_UNKNOWN = "['" + "', '".join(UNKNOWN) + "']"
#: Of these hundredths of parents with a known country, only their child's row has it.
_ONLY_BY_CHILD = 6


def parents(people: People) -> str:
    """KINDOUDER: children and their parents; nobody is written in several ways."""
    others = people.others(_KINDOUDER, people.children)
    return f"""
        with slots as (
            select
                *,
                {_is_present("mother_slot")} as has_mother,
                {_is_present("3 - mother_slot")} as has_father
            from (select *, mother(family) as mother_slot from pupils) as pupils
        ),
        children as (
            select
                'R' as kind,
                rin(child) as number,
                {_kind("has_father", "3 - mother_slot")} as kind_of_father,
                {_number(people, "has_father", "3 - mother_slot")} as father,
                {_kind("has_mother", "mother_slot")} as kind_of_mother,
                {_number(people, "has_mother", "mother_slot")} as mother
            from slots
            -- some of those without parents have no row
            where has_mother or has_father or pick(child, 'no row', 3) > 0
            union all
            -- other people, whose numbers of another kind are the same
            select 'S', rin(child), 'R', rin({people.first_other} + child), 'R', rin(child)
            from pupils where pick(child, 'twin', 100) = 0
            union all
            -- grown-up children, some of them with parents who have pupils as well
            select
                'R', rin({people.first_other} + i), 'R', rin({people.first_other} + {others} + i),
                'R', case when i % 10 = 0 then rin(parent(i % {people.families}, 1))
                    else rin({people.first_other} + 2 * {others} + i) end
            from range({others}) as r (i)
        )
        select
            kind as "RINPERSOONS",
            number as "RINPERSOON",
            '' as "XKOPPELNUMMER",
            kind_of_father as "RINPERSOONSpa",
            father as "RINPERSOONpa",
            kind_of_mother as "RINPERSOONSMa",
            mother as "RINPERSOONMa"
        from children
    """


def _is_present(slot: str) -> str:
    return f"""
        case {slot}
            when 1 then is_present(level_1, country_1, family, 1)
            else is_present(level_2, country_2, family, 2)
        end
    """


def _kind(is_present: str, slot: str) -> str:
    return f"""
        case
            when {is_present} or nobody(family, {slot}) // 10 = 5 then 'R'
            when nobody(family, {slot}) // 10 = 6 then 'S'
            when nobody(family, {slot}) // 10 = 4 then ''
            else '-'
        end
    """


def _number(people: People, is_present: str, slot: str) -> str:
    elsewhere = f"parent((family + 1) % {people.families}, 1)"
    return f"""
        case
            when {is_present} then rin(parent(family, {slot}))
            -- another kind of number, the same as that of a parent elsewhere
            when nobody(family, {slot}) // 10 = 6 then rin({elsewhere})
            when nobody(family, {slot}) // 10 = 5 then '000000000'
            when nobody(family, {slot}) // 10 = 4 then ''
            else '---------'
        end
    """


def earlier_parents(people: People) -> str:
    """KINDOUDER of an earlier year, which the latest replaces: few children, other parents."""
    return f"""
        select * replace (
            'R' as "RINPERSOONSMa",
            lpad(cast({people.first_parent} + cast("RINPERSOON" as integer) % 1000 as varchar),
                9, '0') as "RINPERSOONMa",
            '-' as "RINPERSOONSpa",
            '---------' as "RINPERSOONpa"
        )
        from ({parents(people)}) as latest
        where pick("RINPERSOON", 'earlier', 8) = 0 and "RINPERSOON" > '0'
    """


def persons(people: People, year: int | None = None) -> str:
    """GBAPERSOON: parents, children and others.

    Args:
        people: the persons.
        year: of this school year's children only; of all by default.
    """
    others = people.others(_GBAPERSOON, people.children + 2 * people.families)
    other_rows = people.families // 10 if year else others
    return f"""
        with families as (
            select first_family + unnest(range(families)) as family, country_1, country_2
            from pairs
        ),
        grown_ups as (
            select parent(family, slot) as person, case slot when 1 then country_1 else country_2
                end as country, slot = mother(family) as is_mother
            from families cross join (values (1), (2)) as slots (slot)
        ),
        children as (
            {_children(year)}
        ),
        persons as (
            select
                person, is_mother, {_country("country", "person")} as country,
                {_UNKNOWN}[1 + pick(person, 'of mother', 3)] as of_mother,
                {_UNKNOWN}[1 + pick(person, 'of father', 3)] as of_father
            from grown_ups where {_has_row("country", "person")}
            union all
            select
                child, pick(child, 'sex', 2) = 0,
                case when pick(child, 'born', 20) = 0 then '7009' else '6030' end,
                of_mother, of_father
            from children
            union all
            select
                {people.first_other} + i, i % 2 = 0,
                case when pick(i, 'born', 5) = 0 then '5022' else '6030' end, '6030', '6030'
            from range({other_rows}) as r (i)
        )
        select
            'R' as "RINPERSOONS",
            rin(person) as "RINPERSOON",
            case when is_mother then '2' else '1' end as "GBAGESLACHT",
            country as "GBAGEBOORTELAND",
            of_mother as "GBAGEBOORTELANDMOEDER",
            of_father as "GBAGEBOORTELANDVADER",
            case when country = '6030' then '0' else '1' end as "GBAGENERATIE"
        from persons
    """


def _has_row(country: str, person: str) -> str:
    """Whether a parent has a row of its own."""
    return f"""
        case
            when {country} > 0 then pick({person}, 'own row', 100) >= {_ONLY_BY_CHILD}
            else pick({person}, 'own row', 10) < 6
        end
    """


def _country(country: str, number: str) -> str:
    """A code, or one of the ways in which it is unknown."""
    return f"""
        case when {country} > 0 then {_CODES}[{country}]
            else {_UNKNOWN}[1 + pick({number}, 'unknown country', 3)] end
    """


def _children(year: int | None) -> str:
    """The children with their parents' countries, which count where a parent has no row."""

    def needs(slot: int) -> str:
        country = f"country_{slot}"
        is_present = f"is_present(level_{slot}, {country}, family, {slot})"
        has_row = f"({is_present} and {_has_row(country, f'parent(family, {slot})')})"
        return f"{country} > 0 and not {has_row}"

    def of(slot: str) -> str:
        country = f"case {slot} when 1 then country_1 else country_2 end"
        person = f"parent(family, {slot})"
        wrong = f"case when {country} = 1 then '5022' else '6030' end"
        return f"""
            case
                -- what the parent's own row says goes before this
                when {_is_present(slot)} and {_has_row(country, person)}
                    and pick(child, '{slot}', 5) = 0 then {wrong}
                else {_country(country, "child")}
            end
        """

    return f"""
        select
            child,
            {of("mother_slot")} as of_mother,
            {of("3 - mother_slot")} as of_father,
            ({needs(1)}) or ({needs(2)}) as is_needed
        from (select *, mother(family) as mother_slot from pupils) as pupils
        where {f"year = {year}" if year else "true"}
            and (is_needed or pick(child, 'no person', 20) > 0)
    """
