with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_incomes'), 'cbs_education_levels') | indent(4) }}
),

levels as (
    select * from {{ ref('stg_cbs__education_levels') }}
),

codes as (
    select
        code,
        value
    from {{ ref('cbs_codes') }}
    where code_list = 'education_level'
),

pupil_education as (
    select
        pupils.*,
        of_father.person_id is not null or of_mother.person_id is not null as has_row,
        father_codes.value as education_father,
        mother_codes.value as education_mother
    from pupils
    left join levels as of_father
        on pupils.file_year = of_father.file_year and pupils.father_id = of_father.person_id
    left join levels as of_mother
        on pupils.file_year = of_mother.file_year and pupils.mother_id = of_mother.person_id
    left join codes as father_codes on of_father.education_code = father_codes.code
    left join codes as mother_codes on of_mother.education_code = mother_codes.code
)

select
    school_year,
    sector,
    person_id,
    school_id,
    grade,
    father_id,
    mother_id,
    birth_country_father,
    birth_country_mother,
    migration_outcome,
    income_percentile,
    income_outcome,
    education_father,
    education_mother,
    case
        when education_father is not null or education_mother is not null then 'linked'
        when has_row then 'code_unknown'
        when father_id is not null or mother_id is not null then 'no_row'
        else 'no_parent'
    end as education_outcome
from pupil_education
