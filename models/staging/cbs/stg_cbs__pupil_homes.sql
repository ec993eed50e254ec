with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_enrolments'), 'cbs_home_addresses') | indent(4) }}
),

spells as (
    select * from {{ ref('stg_cbs__home_addresses') }}
    where object_id is not null
),

-- the spell that covers 1 October; of several, the one that began last
homes as (
    select
        pupils.school_year,
        pupils.sector,
        pupils.person_id,
        spells.object_id,
        row_number() over (
            partition by pupils.school_year, pupils.sector, pupils.person_id
            order by spells.started_on desc, spells.object_id asc
        ) as place
    from pupils
    inner join spells
        on pupils.file_year = spells.file_year and pupils.person_id = spells.person_id
    where
        spells.started_on <= {{ first_of_october('pupils.school_year') }}
        and spells.ended_on >= {{ first_of_october('pupils.school_year') }}
)

select
    school_year,
    sector,
    person_id,
    object_id
from homes
where place = 1
