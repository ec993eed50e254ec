{%- set key = "school_year, sector, person_id" -%}

with enrolments as (
    select * from {{ ref('stg_cbs__pupil_enrolments') }}
    where person_id is not null
),

parents as (
    select * from {{ ref('stg_cbs__pupil_parents') }}
),

education as (
    select * from {{ ref('stg_cbs__pupil_education') }}
),

origins as (
    select * from {{ ref('stg_cbs__pupil_origins') }}
),

incomes as (
    select * from {{ ref('stg_cbs__pupil_incomes') }}
),

distances as (
    select * from {{ ref('stg_cbs__pupil_distances') }}
),

schools as (
    select * from {{ ref('stg_cbs__schools') }}
)

select
    school_year,
    sector,
    school_id,
    enrolments.grade,
    incomes.income_percentile,
    education.education_father as education_parent_1,
    education.education_mother as education_parent_2,
    origins.birth_country_father as birth_country_parent_1,
    origins.birth_country_mother as birth_country_parent_2,
    distances.home_to_school_km,
    schools.school_id is not null as has_municipality,
    parents.father_id is not null as has_father,
    parents.mother_id is not null as has_mother,
    distances.has_home,
    incomes.income_outcome,
    education.education_outcome,
    origins.migration_outcome
from enrolments
inner join parents using ({{ key }})
inner join education using ({{ key }})
inner join origins using ({{ key }})
inner join incomes using ({{ key }})
inner join distances using ({{ key }})
left join schools using (school_year, sector, school_id)
