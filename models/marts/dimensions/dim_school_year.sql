with school_years as (
    select distinct school_year from {{ ref('int_area_counts') }}
),

-- of a calendar year both are the year itself
numbered as (
    select
        school_year,
        cast(substring(school_year, 1, 4) as {{ dbt.type_int() }}) as start_year,
        cast(substring(school_year, length(school_year) - 3, 4) as {{ dbt.type_int() }})
            as end_year,
        max(school_year) over () as latest_year
    from school_years
)

select
    school_year,
    start_year,
    end_year,
    cast(substring(school_year, 1, 4) || '-10-01' as date) as reference_date,
    school_year = latest_year as is_latest
from numbered
