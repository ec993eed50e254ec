with pupils as (
    select * from {{ ref('stg_cbs__pupil_education') }}
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
    pupils.grade,
    pupils.income_percentile,
    pupils.education_father as education_parent_1,
    pupils.education_mother as education_parent_2,
    pupils.birth_country_father as birth_country_parent_1,
    pupils.birth_country_mother as birth_country_parent_2,
    distances.home_to_school_km,
    schools.municipality_code is not null as has_municipality,
    pupils.father_id is not null as has_father,
    pupils.mother_id is not null as has_mother,
    distances.has_home,
    pupils.income_outcome,
    pupils.education_outcome,
    pupils.migration_outcome
from pupils
inner join distances using (school_year, sector, person_id)
left join schools using (school_year, sector, school_id)
