{%- set missing_share = 'cast(n_missing as ' ~ type_double() ~ ') / nullif(n_pupils, 0)' -%}

with coverage as (
    select
        school_year,
        sector,
        characteristic,
        n_known + n_missing as n_pupils,
        n_known,
        n_missing
    from {{ ref('int_area_counts') }}
    where area_level = 'national' and governance = 'all'
),

rejected_counts as (
    select * from {{ ref('stg_rejected_counts') }}
)

select
    school_year,
    sector,
    coverage.characteristic,
    coverage.n_pupils,
    coverage.n_known,
    coverage.n_missing,
    {{ at_edge(missing_share) }} as missing_share,
    coalesce(rejected_counts.n_rows, 0) as n_rejected,
    case when {{ missing_share }} is null then 'incomplete_input' else 'ok' end as status
from coverage
left join rejected_counts using (school_year, sector)
