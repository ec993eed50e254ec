with schools as (
    select distinct
        school_year,
        sector,
        school_id
    from {{ ref('stg_cbs__pupil_enrolments') }}
)

-- a short key in place of three texts, for the millions of pupils that are joined
select
    school_year,
    sector,
    school_id,
    cast(row_number() over (order by school_year, sector, school_id) as {{ dbt.type_int() }})
        as school_number
from schools
