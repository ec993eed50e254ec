"""Enrolments as SQL: those of the register's pupils, and many that do not count."""

from __future__ import annotations

from segmon.synth.microdata.extra_enrolments import OTHERS, PRIMARY_OTHERS, SECONDS, selected
from segmon.synth.microdata.people import People


def primary_enrolments(people: People, year: int) -> str:
    """INSCHRWPOTAB: a row per pupil; special primary pupils and others who do not count as well."""
    others = selected(
        PRIMARY_OTHERS, "others", "'{kind}', {number}, other, {school}, {grade}, '{type}'", year
    )
    return f"""
        with pupils as (
            select child, school, lpad(cast(grade as varchar), 2, ' ') as grade
            from pupils where year = {year} and is_primary
        ),
        others as (
            select *, {people.children} + child as other, pick(child, 'other', 1000) as choice
            from pupils
        ),
        enrolments as (
            select 'R' as kind, rin(child) as number, child, school, grade, 'BO' as type
            from pupils
            union all
            {others}
        )
        select
            kind as "RINPERSOONS",
            number as "RINPERSOON",
            crypt(child, 'pupil') as "ONDERWIJSNR_crypt",
            schools.brin as "WPOBRIN_crypt",
            schools.site as "WPOBRINVEST",
            grade as "WPOLEERJAAR",
            type as "WPOTYPEPO",
            case
                when is_large and pick(child, 'denomination', 100) < 6
                    then ['', 'OPB', 'RK', 'PC'][1 + pick(child, 'deviates', 4)]
                else usual_code
            end as "WPODENOMINATIE",
            cast(try_cast(grade as integer) as double) as "WPOVERBLIJFSJRBO",
            case when grade = ' 8' then cast(60 + pick(child, 'advice', 2) as varchar) end
                as "WPOADVIESVO"
        from enrolments
        inner join schools using (school)
        left join written_schools
            on written_schools.school = enrolments.school and written_schools.year = {year}
    """


def secondary_enrolments(people: People, year: int) -> str:
    """ONDERWIJSINSCHRTAB: enrolments in a year; one of each pupil counts, the others do not."""
    columns = "'{kind}', {number}, {school}, {grade}, '{type}', '{main}', {start}, '{stop}'"
    return f"""
        with pupils as (
            select
                pupils.*,
                next_school,
                (select max_by(school, school_key) from schools
                    semi join school_years
                    on school_years.school = schools.school and year = {year}
                    where not is_primary) as last_school,
                {_start(year)} as start,
                {people.children} + child as other,
                pick(child, 'second', 1000) as choice_of_second,
                pick(child, 'other', 1000) as choice_of_other
            from pupils inner join school_years using (year, school)
            where year = {year} and not pupils.is_primary
        ),
        seconds as (
            select *, choice_of_second as choice from pupils
            -- the last school is not another one of itself
            where not (choice_of_second between 140 and 149 and school = last_school)
        ),
        others as (
            select *, choice_of_other as choice from pupils
        ),
        enrolments as (
            {_main_enrolments(year)}
            union all
            {selected(SECONDS, "seconds", columns, year)}
            union all
            {selected(OTHERS, "others", columns, year)}
        )
        select
            kind as "RINPERSOONS",
            number as "RINPERSOON",
            crypt(number, 'pupil') as "ONDERWIJSNR_crypt",
            brin as "BRIN_crypt",
            case when type = 'VO' then site else '' end as "VOBRINVEST",
            grade as "VOLEERJAAR",
            printf('%06d', pick(number, 'programme', 10000)) as "OPLNR",
            type as "TYPEONDERWIJS",
            main as "HOOFDINSCHR",
            start as "AANVINSCHR",
            stop as "EINDINSCHR",
            '1' as "BEKOSTIGING"
        from enrolments inner join schools using (school)
    """


def _start(year: int) -> str:
    """First day of a pupil's enrolment: 1 October itself is one."""
    return f"""
        case
            when pick(child, 'start', 100) < 50 then '{year}0801'
            when pick(child, 'start', 100) < 60 then '{year}1001'
            when pick(child, 'start', 100) < 80 then '{year - 1}0801'
            else '{year - 2}0901'
        end
    """


def _main_enrolments(year: int) -> str:
    return f"""
        select
            'R' as kind,
            rin(child) as number,
            school,
            cast(grade as varchar) as grade,
            'VO' as type,
            case when pick(child, 'main', 4) = 0 then '11' else '01' end as main,
            start,
            case
                when pick(child, 'stop', 100) < 70 then '99999999'
                when pick(child, 'stop', 100) < 75 then '88888888'
                when pick(child, 'stop', 100) < 80 then '{year}1002'
                else '{year + 1}0731'
            end as stop
        from pupils
    """
