with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_incomes'), 'cbs_education_levels') | indent(4) }}
),

levels as (
    select * from {{ ref('stg_cbs__education_levels') }}
)

select
    pupils.school_year,
    pupils.sector,
    pupils.person_id,
    pupils.school_id,
    pupils.grade,
    pupils.father_id,
    pupils.mother_id,
    pupils.birth_country_father,
    pupils.birth_country_mother,
    pupils.migration_outcome,
    pupils.income_percentile,
    pupils.income_outcome,
    of_father.education_level as education_father,
    of_mother.education_level as education_mother,
    case
        when of_father.education_level is not null or of_mother.education_level is not null
            then 'linked'
        when of_father.person_id is not null or of_mother.person_id is not null
            then 'code_unknown'
        when pupils.father_id is not null or pupils.mother_id is not null then 'no_row'
        else 'no_parent'
    end as education_outcome
from pupils
left join levels as of_father
    on pupils.file_year = of_father.file_year and pupils.father_id = of_father.person_id
left join levels as of_mother
    on pupils.file_year = of_mother.file_year and pupils.mother_id = of_mother.person_id
