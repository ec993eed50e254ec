{#- The indices of every level in one table, with their names in a language; its rows come sorted. -#}
{% macro segregation_all(language) -%}
with figures as (
    {%- for level in ['national', 'g4', 'urbanity', 'municipality'] %}
    select
        segregation_{{ level }}.*,
        {{ loop.index }} as area_level_order
    from {{ ref('segregation_' ~ level) }} as segregation_{{ level }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

{{ names_of_topics(language) }},

areas as (
    select * from {{ ref('dim_area') }}
),

indices as (
    select * from {{ ref('dim_index') }}
),

-- cities that are no focus cities of the monitor are called otherwise
other_cities as (
    select count(*) as n_cities
    from areas
    where
        area_level = 'g4'
        and area_code not in (select municipality_code from {{ ref('focus_cities') }})
),

level_names as (
    select
        case when labels.code = 'focus' then 'g4' else labels.code end as area_level,
        labels.label_{{ language }} as area_level_name
    from labels
    cross join other_cities
    where
        labels.label_kind = 'area_level'
        and labels.code <> case when other_cities.n_cities > 0 then 'g4' else 'focus' end
)

select
    {{ columns_of_topics(language) }},
    figures.area_level,
    level_names.area_level_name,
    figures.area_level_order,
    figures.area_code,
    areas.name_{{ language }} as area_name,
    areas.sort_order as area_order,
    areas.urbanity,
    figures.index_code,
    indices.name_{{ language }} as index_name,
    indices.sort_order as index_order,
    figures.value,
    figures.status,
    statuses.name_{{ language }} as status_name,
    figures.n_municipalities,
    figures.n_schools,
    figures.n_pupils,
    figures.n_first,
    figures.n_middle,
    figures.n_third,
    figures.municipal_division
from figures
{{ joins_of_topics() }}
left join areas
    on
        figures.school_year = areas.school_year
        and figures.area_level = areas.area_level
        and figures.area_code = areas.area_code
left join level_names on figures.area_level = level_names.area_level
left join indices on figures.index_code = indices.index_code
order by
    figures.school_year,
    figures.sector,
    characteristics.sort_order,
    figures.characteristic,
    areas.sort_order,
    areas.name_{{ language }},
    figures.area_code,
    indices.sort_order
{%- endmacro %}
