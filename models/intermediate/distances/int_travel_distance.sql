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

-- pupils and their metres in a municipality, whatever the class
municipality_totals as (
    select
        school_year,
        municipality_code,
        sector,
        governance,
        {%- for group_code in groups %}
        sum(n_{{ group_code }}) as n_{{ group_code }},
        sum(metres_{{ group_code }}) as metres_{{ group_code }},
        {%- endfor %}
        count(*) - count(distance_m) as n_without_class
    from distance_counts
    group by school_year, municipality_code, sector, governance
),

-- each pupil counts among all pupils, and among those of the governance of the school
scoped_totals as (
    select * from municipality_totals
    union all
    select
        school_year,
        municipality_code,
        sector,
        'all' as governance,
        {%- for group_code in groups %}
        n_{{ group_code }},
        metres_{{ group_code }},
        {%- endfor %}
        n_without_class
    from municipality_totals
),

totals as (
    select
        municipality_areas.area_id,
        scoped_totals.sector,
        scoped_totals.governance,
        {%- for group_code in groups %}
        {%- for measure in ['n_' ~ group_code, 'metres_' ~ group_code] %}
        cast(sum(scoped_totals.{{ measure }}) as {{ dbt.type_bigint() }}) as {{ measure }},
        {%- endfor %}
        {%- endfor %}
        sum(scoped_totals.n_without_class) = 0 as has_classes
    from scoped_totals
    inner join municipality_areas using (school_year, municipality_code)
    group by municipality_areas.area_id, scoped_totals.sector, scoped_totals.governance
),

municipality_classes as (
    select
        municipality_areas.area_id,
        municipality_areas.area_level,
        distance_counts.sector,
        distance_counts.governance,
        distance_counts.distance_m,
        {%- for group_code in groups %}
        distance_counts.n_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from distance_counts
    inner join municipality_areas using (school_year, municipality_code)
),

-- only areas of more than one municipality have anything to add up
area_classes as (
    select
        area_id,
        sector,
        governance,
        distance_m,
        {%- for group_code in groups %}
        n_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from municipality_classes
    where area_level in ('municipality', 'g4')
    union all
    select
        area_id,
        sector,
        governance,
        distance_m,
        {%- for group_code in groups %}
        cast(sum(n_{{ group_code }}) as {{ dbt.type_bigint() }}) as n_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from municipality_classes
    where area_level not in ('municipality', 'g4')
    group by area_id, sector, governance, distance_m
),

scoped_classes as (
    select * from area_classes
    union all
    select
        area_id,
        sector,
        'all' as governance,
        distance_m,
        {%- for group_code in groups %}
        cast(sum(n_{{ group_code }}) as {{ dbt.type_bigint() }}) as n_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from area_classes
    group by area_id, sector, distance_m
),

cumulated as (
    select
        {{ stratum | join(', ') }},
        {%- for group_code in groups %}
        sum(n_{{ group_code }}) over up_to_class as n_{{ group_code }},
        {%- endfor %}
        distance_m
    from scoped_classes
    window up_to_class as (
        partition by {{ stratum | join(', ') }}
        order by distance_m
        rows between unbounded preceding and current row
    )
),

-- the median is the first class of distance within which at least half of the pupils live
medians as (
    select
        {{ stratum | join(', ') }},
        {%- for group_code in groups %}
        {%- set is_half = '2 * cumulated.n_' ~ group_code ~ ' >= totals.n_' ~ group_code %}
        min(case when {{ is_half }} then cumulated.distance_m end) as median_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cumulated
    inner join totals using ({{ stratum | join(', ') }})
    group by {{ stratum | join(', ') }}
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
        sector,
        cells.characteristic,
        areas.area_level,
        areas.area_code,
        areas.area_name,
        governance,
        cells.group_code,
        totals.has_classes,
        {%- for measure, source in [('n', 'totals'), ('metres', 'totals'), ('median', 'medians')] %}
        case cells.group_code
            {%- for group_code in groups %}
            when '{{ group_code }}' then {{ source }}.{{ measure }}_{{ group_code }}
            {%- endfor %}
        end as {{ measure }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from totals
    inner join medians using ({{ stratum | join(', ') }})
    inner join areas using (area_id)
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
    cast(metres as {{ type_double() }}) / (1000 * n) as mean_km,
    case when has_classes then cast(median as {{ type_double() }}) / 1000 end as median_km,
    case when has_classes then 'ok' else 'means_only' end as status
from travel_distance
where n > 0
