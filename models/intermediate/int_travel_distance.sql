{%- set area = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'area_name', 'governance',
    'group_code',
] -%}

with distance_counts as (
    select * from {{ ref('stg_distance_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

-- each pupil counts among all pupils, and among those of the governance of the school
area_classes as (
    {%- for governance in ["'all'", 'distance_counts.governance'] %}
    select
        distance_counts.school_year,
        distance_counts.sector,
        distance_counts.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        {{ governance }} as governance,
        distance_counts.group_code,
        distance_counts.distance_km,
        sum(distance_counts.n_pupils) as n_pupils,
        sum(distance_counts.total_km) as total_km
    from distance_counts
    inner join municipality_areas
        on
            distance_counts.school_year = municipality_areas.school_year
            and distance_counts.municipality_code = municipality_areas.municipality_code
    group by
        distance_counts.school_year,
        distance_counts.sector,
        distance_counts.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        {% if governance != "'all'" %}{{ governance }},{% endif %}
        distance_counts.group_code,
        distance_counts.distance_km
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

cumulated as (
    select
        *,
        sum(n_pupils) over (
            partition by {{ area | join(', ') }}
            order by distance_km
        ) as n_up_to,
        sum(n_pupils) over (partition by {{ area | join(', ') }}) as n_area
    from area_classes
),

-- the median is the first class of distance within which at least half of the pupils live
travel_distance as (
    select
        {{ area | join(', ') }},
        cast(sum(n_pupils) as {{ dbt.type_bigint() }}) as n_pupils,
        sum(total_km) / nullif(sum(n_pupils), 0) as mean_km,
        case
            when count(*) = count(distance_km)
                then min(case when 2 * n_up_to >= n_area then distance_km end)
        end as median_km
    from cumulated
    group by {{ area | join(', ') }}
)

select
    *,
    case when median_km is null then 'means_only' else 'ok' end as status
from travel_distance
