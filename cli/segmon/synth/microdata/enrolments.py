"""Enrolments as SQL: those of the register's pupils, and many that do not count."""

from __future__ import annotations

from segmon.synth.microdata.people import People
from segmon.synth.microdata.schools import OTHER, SPECIAL


def primary_enrolments(people: People, year: int) -> str:
    """INSCHRWPOTAB: a row per pupil; special primary pupils and others who do not count as well."""
    return f"""
        with pupils as (
            select * from pupils where year = {year} and is_primary
        ),
        others as (
            select *, {people.children} + child as other, pick(child, 'other', 1000) as choice
            from pupils where choice < 60
        ),
        enrolments as (
            select
                'R' as kind, rin(child) as number, child, school,
                lpad(cast(grade as varchar), 2, ' ') as grade, 'BO' as type
            from pupils
            union all
            select
                case when choice between 42 and 55 then 'S' when choice > 57 then '-'
                    when choice > 55 then '' else 'R' end,
                case when choice between 50 and 55 then rin(child) when choice > 57
                    then '---------' when choice > 55 then '' else rin(other) end,
                other,
                case when choice < 20 then {SPECIAL} + choice else school end,
                case when choice < 42 then ' 0' else lpad(cast(grade as varchar), 2, ' ') end,
                case when choice < 10 then 'SBO' when choice < 20 then 'SO'
                    when choice < 28 then 'SBO' when choice < 34 then 'SO'
                    when choice < 38 then 'VSP' when choice < 42 then 'NVT' else 'BO' end
            from others
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
    return f"""
        with pupils as (
            select
                pupils.*,
                next_school,
                (select max_by(school, school_key) from schools
                    semi join school_years
                    on school_years.school = schools.school and year = {year}
                    where not is_primary) as last_school,
                {_start(year)} as start
            from pupils inner join school_years using (year, school)
            where year = {year} and not pupils.is_primary
        ),
        {_main_enrolments(year)},
        {_second_enrolments(year)},
        {_other_enrolments(people, year)},
        enrolments as (
            from main_enrolments union all from second_enrolments union all from other_enrolments
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
        main_enrolments as (
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
        )
    """


def _second_enrolments(year: int) -> str:
    """Further enrolments of some pupils: by the rules, none of them is the one that counts."""
    return f"""
        seconds as (
            select *, pick(child, 'second', 1000) as choice from pupils where choice < 200
        ),
        second_enrolments as (
            select
                -- of somebody else, whose number of another kind is the same
                case when choice >= 190 then 'S' else 'R' end,
                rin(child),
                case
                    when choice between 90 and 109 then school
                    when choice between 140 and 149 then last_school
                    when choice between 150 and 189 then {OTHER} + choice % 30
                    else next_school
                end,
                case when choice between 150 and 189 then '' else cast(grade as varchar) end,
                case
                    when choice between 150 and 169 then 'MBO'
                    when choice between 170 and 179 then 'HO'
                    when choice between 180 and 189 then 'BO'
                    else 'VO'
                end,
                case when choice < 15 then '00' when choice < 30 then '10' else '01' end,
                case
                    when choice < 30 then '{year}0901'
                    when choice between 60 and 89 then '{year}1002'
                    -- two schools since the same day: the first of their keys counts
                    when choice between 140 and 149 then start
                    else '{year - 3}0801'
                end,
                case
                    when choice between 30 and 44 then '{year}0930'
                    when choice between 45 and 59 then '{year}1001'
                    else '99999999'
                end
            from seconds
            where not (choice between 140 and 149 and school = last_school)
        )
    """


def _other_enrolments(people: People, year: int) -> str:
    """Enrolments of people who are no pupil of secondary education on 1 October."""
    return f"""
        others as (
            select *, {people.children} + child as other, pick(child, 'other', 1000) as choice
            from pupils where choice < 390
        ),
        other_enrolments as (
            select
                case when choice between 360 and 379 then 'S' when choice between 380 and 384
                    then '-' when choice >= 385 then '' else 'R' end,
                case when choice between 380 and 384 then '---------' when choice >= 385 then ''
                    else rin(other) end,
                case when choice between 60 and 329 then {OTHER} + choice % 30 else school end,
                case
                    when choice between 60 and 329 then ''
                    when choice between 330 and 344 then '9'
                    when choice between 345 and 359 then ''
                    else cast(grade as varchar)
                end,
                case
                    when choice between 60 and 259 then 'MBO'
                    when choice between 260 and 319 then 'HO'
                    when choice between 320 and 329 then 'BO'
                    else 'VO'
                end,
                case when choice between 40 and 59 then '00' else '01' end,
                case when choice between 20 and 39 then '{year}1002' else '{year}0801' end,
                case when choice < 10 then '{year}0930' when choice < 20 then '{year}1001'
                    else '99999999' end
            from others
        )
    """
