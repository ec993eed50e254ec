{%- set counts = ['n_first', 'n_third', 'n_known'] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

schools as (
    select * from {{ ref('int_schools') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

-- where there are two groups, nobody is in a middle one
with_middle as (
    select distinct characteristic
    from {{ ref('dim_group') }}
    where group_position = 'middle'
),

-- distances are also those of all pupils together: there each group is everybody
all_pupils as (
    select
        school_year,
        sector,
        school_id,
        max(coalesce(n_known, 0) + coalesce(n_missing, 0)) as n_pupils
    from school_group_counts
    group by school_year, sector, school_id
),

counted as (
    select
        school_year,
        sector,
        characteristic,
        school_id,
        {%- for count in counts %}
        coalesce({{ count }}, 0) as {{ count }},
        {%- endfor %}
        case when with_middle.characteristic is not null then coalesce(n_middle, 0) end as n_middle
    from school_group_counts
    left join with_middle using (characteristic)
    where n_known > 0 or n_known is null
    union all
    select
        school_year,
        sector,
        'all' as characteristic,
        school_id,
        {%- for count in counts %}
        n_pupils as {{ count }},
        {%- endfor %}
        n_pupils as n_middle
    from all_pupils
    where n_pupils > 0
),

placed as (
    select
        school_year,
        municipality_code,
        max(case when area_level = 'national' then area_code end) as country_code,
        max(case when area_level = 'urbanity' then area_code end) as urbanity_code,
        count(case when area_level = 'g4' then 1 end) > 0 as is_focus
    from municipality_areas
    group by school_year, municipality_code
)

select
    school_year,
    sector,
    counted.characteristic,
    school_id,
    municipality_code,
    placed.country_code,
    placed.urbanity_code,
    placed.is_focus,
    -- profile `national` shows no municipality but the focus cities
    {{ "placed.is_focus" if var('release_profile') == 'national' else "true" }} as is_in_scope,
    schools.governance,
    case when sector = 'vo' then 'school_type' else 'denomination' end as category_kind,
    case when sector = 'vo' then schools.school_type else schools.denomination end
        as category_code,
    counted.{{ counts | join(',\n    counted.') }},
    counted.n_middle
from counted
inner join schools using (school_year, sector, school_id)
inner join placed using (school_year, municipality_code)
