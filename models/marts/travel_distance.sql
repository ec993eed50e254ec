{%- set columns -%}
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    governance,
    group_code,
    n_pupils
{%- endset -%}

with distances as (
    select
        {{ columns }},
        mean_km,
        median_km,
        status
    from {{ ref('int_travel_distance') }}
    union all
    select
        {{ columns }},
        mean_km,
        median_km,
        status
    from {{ ref('int_kept_travel_distance') }}
),

-- the kilometres of a few pupils would tell how far one of them lives from school
told as (
    select
        *,
        n_pupils >= {{ var('distance_min_pupils') }} as are_many
    from distances
    where governance in ('all', 'openbaar', 'bijzonder')
)

select
    {{ columns }},
    case when are_many then {{ at_edge('mean_km') }} end as mean_km,
    case when are_many then median_km end as median_km,
    case when are_many then status else 'few_pupils' end as status
from told
