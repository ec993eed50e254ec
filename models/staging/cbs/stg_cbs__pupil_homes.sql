with enrolments as (
    select * from {{ ref('stg_cbs__pupil_enrolments') }}
    where person_id is not null
),

schools as (
    {{ served(ref('stg_cbs__school_numbers'), 'cbs_home_addresses') | indent(4) }}
),

spells as (
    select * from {{ ref('stg_cbs__home_addresses') }}
    where object_id is not null
),

pupils as (
    select
        schools.school_number,
        schools.file_year,
        {{ whole_number(first_of_october('schools.school_year')) }} as first_of_october,
        enrolments.person_id,
        enrolments.grade
    from enrolments
    -- a pupil whose school is not known has a number too
    inner join schools
        on
            enrolments.school_year = schools.school_year
            and enrolments.sector = schools.sector
            and coalesce(enrolments.school_id, '') = coalesce(schools.school_id, '')
),

-- the spell that covers 1 October; of several, the one that began last
homes as (
    select
        pupils.school_number,
        pupils.person_id,
        pupils.grade,
        spells.object_id,
        row_number() over (
            partition by pupils.school_number, pupils.person_id
            order by spells.started_on desc, spells.object_id asc
        ) as place
    from pupils
    left join spells
        on
            pupils.file_year = spells.file_year
            and pupils.person_id = spells.person_id
            and pupils.first_of_october between spells.started_on and spells.ended_on
)

select
    school_number,
    person_id,
    grade,
    object_id
from homes
where place = 1
