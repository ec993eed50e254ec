{%- set cells = register_cells() -%}

with pupil_groups as (
    select * from {{ ref('stg_register__pupil_groups') }}
    where home_to_school_km is not null
),

schools as (
    select * from {{ ref('stg_register__schools') }}
),

denominations as (
    select * from {{ ref('denominations') }}
),

school_governance as (
    select
        schools.school_year,
        schools.sector,
        schools.school_id,
        schools.municipality_code,
        {{ governance('denominations.denomination') }} as governance
    from schools
    left join denominations
        on lower(trim(schools.denomination)) = lower(denominations.source_label)
),

-- the second and last scan of the pupils: all characteristics at once, per class of distance
distances as (
    select
        pupil_groups.school_year,
        pupil_groups.sector,
        school_governance.municipality_code,
        school_governance.governance,
        {{ distance_class('pupil_groups.home_to_school_km') }} as distance_km,
        {%- for characteristic, group_code in cells %}
        {%- set in_group = "pupil_groups." ~ characteristic ~ " = '" ~ group_code ~ "'" %}
        count(*) filter (where {{ in_group }}) as n_{{ group_code }},
        sum(pupil_groups.home_to_school_km) filter (where {{ in_group }}) as km_{{ group_code }},
        {%- endfor %}
        count(*) as n_all,
        sum(pupil_groups.home_to_school_km) as km_all
    from pupil_groups
    inner join school_governance
        on
            pupil_groups.school_year = school_governance.school_year
            and pupil_groups.sector = school_governance.sector
            and pupil_groups.school_id = school_governance.school_id
    group by
        pupil_groups.school_year,
        pupil_groups.sector,
        school_governance.municipality_code,
        school_governance.governance,
        {{ distance_class('pupil_groups.home_to_school_km') }}
),

cells as (
    {%- for characteristic, group_code in cells + [('all', 'all')] %}
    select
        '{{ characteristic }}' as characteristic,
        '{{ group_code }}' as group_code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

distance_counts as (
    select
        distances.school_year,
        distances.sector,
        distances.municipality_code,
        distances.governance,
        cells.characteristic,
        cells.group_code,
        distances.distance_km,
        case cells.group_code
            {%- for _, group_code in cells + [('all', 'all')] %}
            when '{{ group_code }}' then distances.n_{{ group_code }}
            {%- endfor %}
        end as n_pupils,
        case cells.group_code
            {%- for _, group_code in cells + [('all', 'all')] %}
            when '{{ group_code }}' then distances.km_{{ group_code }}
            {%- endfor %}
        end as total_km
    from distances
    cross join cells
)

select * from distance_counts
where n_pupils > 0
