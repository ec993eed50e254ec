-- What: staging, the waist and the national area count the same pupils, of known and unknown group.
-- Why: an inner join drops the pupils of a school or municipality that the other table lacks.
-- How to resolve: find the school_id or municipality_code of staging that stg_schools or
-- stg_municipalities lacks in that school year; repair the delivery, or the key in staging.
with delivered as (
    select
        school_year,
        sector,
        characteristic,
        {{ complete_sum('n_pupils') }} as n_pupils
    from {{ ref('stg_school_counts') }}
    group by school_year, sector, characteristic
),

counted as (
    select
        'waist' as step,
        school_year,
        sector,
        characteristic,
        {{ complete_sum('n_known + n_missing') }} as n_pupils
    from {{ ref('int_school_group_counts') }}
    group by school_year, sector, characteristic
    union all
    select
        'national' as step,
        school_year,
        sector,
        characteristic,
        n_known + n_missing as n_pupils
    from {{ ref('int_area_counts') }}
    where area_level = 'national' and governance = 'all'
),

steps as (
    select 'waist' as step
    union all
    select 'national' as step
),

expected as (
    select
        steps.step,
        delivered.school_year,
        delivered.sector,
        delivered.characteristic,
        delivered.n_pupils
    from delivered
    cross join steps
)

{{ mismatches(
    'counted', 'expected',
    by=['step', 'school_year', 'sector', 'characteristic'],
    columns=['n_pupils']
) }}
