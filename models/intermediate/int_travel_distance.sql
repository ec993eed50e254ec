{%- set stratum = ['area_id', 'sector', 'governance'] -%}
{%- set groups = distance_cells() | map('last') | list -%}

with distance_counts as (
    select * from {{ ref('stg_distance_counts') }}
),

-- a number for each area and school year: one short key in place of three texts
municipality_areas as (
    select
        *,
        dense_rank() over (order by school_year, area_level, area_code) as area_id
    from {{ ref('int_municipality_areas') }}
),

areas as (
    select distinct
        area_id,
        school_year,
        area_level,
        area_code,
        area_name
    from municipality_areas
),

area_classes as (
    select
        municipality_areas.area_id,
        distance_counts.sector,
        distance_counts.governance,
        distance_counts.distance_km,
        {%- for group_code in groups %}
        {%- set n = 'n_' ~ group_code %}
        cast(sum(distance_counts.{{ n }}) as {{ dbt.type_bigint() }}) as {{ n }},
        sum(distance_counts.km_{{ group_code }}) as km_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from distance_counts
    inner join municipality_areas
        on
            distance_counts.school_year = municipality_areas.school_year
            and distance_counts.municipality_code = municipality_areas.municipality_code
    group by
        municipality_areas.area_id,
        distance_counts.sector,
        distance_counts.governance,
        distance_counts.distance_km
),

-- each pupil counts among all pupils, and among those of the governance of the school
governance_classes as (
    select * from area_classes
    union all
    select
        area_id,
        sector,
        'all' as governance,
        distance_km,
        {%- for group_code in groups %}
        cast(sum(n_{{ group_code }}) as {{ dbt.type_bigint() }}) as n_{{ group_code }},
        sum(km_{{ group_code }}) as km_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from area_classes
    group by area_id, sector, distance_km
),

totals as (
    select
        {{ stratum | join(', ') }},
        {%- for group_code in groups %}
        sum(n_{{ group_code }}) as n_{{ group_code }},
        sum(km_{{ group_code }}) as km_{{ group_code }},
        {%- endfor %}
        count(*) = count(distance_km) as has_classes
    from governance_classes
    group by {{ stratum | join(', ') }}
),

cumulated as (
    select
        {{ stratum | join(', ') }},
        {%- for group_code in groups %}
        sum(n_{{ group_code }}) over up_to_class as n_{{ group_code }},
        {%- endfor %}
        distance_km
    from governance_classes
    window up_to_class as (
        partition by {{ stratum | join(', ') }}
        order by distance_km
        rows between unbounded preceding and current row
    )
),

-- the median is the first class of distance within which at least half of the pupils live
medians as (
    select
        cumulated.area_id,
        cumulated.sector,
        cumulated.governance,
        {%- for group_code in groups %}
        {%- set is_half = '2 * cumulated.n_' ~ group_code ~ ' >= totals.n_' ~ group_code %}
        min(case when {{ is_half }} then cumulated.distance_km end) as median_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cumulated
    inner join totals
        on
            cumulated.area_id = totals.area_id
            and cumulated.sector = totals.sector
            and cumulated.governance = totals.governance
    group by cumulated.area_id, cumulated.sector, cumulated.governance
),

cells as (
    {%- for characteristic, group_code in distance_cells() %}
    select
        '{{ characteristic }}' as characteristic,
        '{{ group_code }}' as group_code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

travel_distance as (
    select
        areas.school_year,
        totals.sector,
        cells.characteristic,
        areas.area_level,
        areas.area_code,
        areas.area_name,
        totals.governance,
        cells.group_code,
        totals.has_classes,
        {%- for measure, source in [('n', 'totals'), ('km', 'totals'), ('median', 'medians')] %}
        case cells.group_code
            {%- for group_code in groups %}
            when '{{ group_code }}' then {{ source }}.{{ measure }}_{{ group_code }}
            {%- endfor %}
        end as {{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from totals
    inner join medians
        on
            totals.area_id = medians.area_id
            and totals.sector = medians.sector
            and totals.governance = medians.governance
    inner join areas
        on totals.area_id = areas.area_id
    cross join cells
)

select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    governance,
    group_code,
    cast(n as {{ dbt.type_bigint() }}) as n_pupils,
    km / n as mean_km,
    case when has_classes then median end as median_km,
    case when has_classes then 'ok' else 'means_only' end as status
from travel_distance
where n > 0
