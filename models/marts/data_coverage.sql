{%- set n_all = 'nullif(area_counts.n_known + area_counts.n_missing, 0)' -%}

with area_counts as (
    select * from {{ ref('int_area_counts') }}
    where area_level = 'national' and governance = 'all'
),

rejected_counts as (
    select * from {{ ref('stg_rejected_counts') }}
)

select
    school_year,
    sector,
    area_counts.characteristic,
    area_counts.n_known + area_counts.n_missing as n_pupils,
    area_counts.n_known,
    area_counts.n_missing,
    {{ at_edge('cast(area_counts.n_missing as ' ~ type_double() ~ ') / ' ~ n_all) }}
        as missing_share,
    coalesce(rejected_counts.n_rows, 0) as n_rejected
from area_counts
left join rejected_counts using (school_year, sector)
