with pupil_weights as (
    select * from {{ ref('stg_duo__pupil_weights') }}
),

funded_pupils as (
    select * from {{ ref('stg_duo__funded_pupils') }}
),

primary_sites as (
    select * from {{ ref('stg_duo__primary_sites') }}
),

sites_with_weights as (
    select distinct
        school_year,
        school_id,
        school_name,
        municipality_code,
        denomination
    from pupil_weights
),

-- the file of funded pupils has no municipality codes: its own sites are looked up in the register
sites_with_funded_pupils_only as (
    select
        school_year,
        school_id,
        primary_sites.school_name,
        primary_sites.municipality_code,
        primary_sites.denomination
    from funded_pupils
    inner join primary_sites using (school_id)
    left join sites_with_weights using (school_year, school_id)
    where sites_with_weights.school_id is null
),

sites as (
    select * from sites_with_weights
    union all
    select * from sites_with_funded_pupils_only
)

select
    school_year,
    'po' as sector,
    school_id,
    school_name,
    municipality_code,
    denomination,
    cast(null as {{ dbt.type_string() }}) as programmes
from sites
