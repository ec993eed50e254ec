with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_enrolments'), 'cbs_parents') | indent(4) }}
),

parents as (
    select * from {{ ref('stg_cbs__parents') }}
)

select
    pupils.school_year,
    pupils.sector,
    pupils.person_id,
    pupils.school_id,
    pupils.grade,
    parents.father_id,
    parents.mother_id
from pupils
left join parents using (file_year, person_id)
where pupils.person_id is not null
