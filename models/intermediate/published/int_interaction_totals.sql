{%- set area = ['school_year', 'sector', 'characteristic', 'municipality_code'] -%}
{%- set totals = {'known': 'n_known', 'all': 'n_known + n_missing'} -%}

with schools as (
    select * from {{ ref('int_school_group_counts') }}
),

weights as (
    select
        school_year,
        sector,
        characteristic,
        area_code as municipality_code,
        n_schools
    from {{ ref('int_area_counts') }}
    where area_level = 'municipality' and governance = 'all'
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
    where area_level <> 'municipality'
),
{%- for total, n_pupils in totals.items() %}

among_{{ total }} as (
    {{ interaction('schools', area, x='n_first', y='n_third', total=n_pupils) }}
),
{%- endfor %}

weighted as (
    select
        {{ area | join(', ') }},
        weights.n_schools,
        {%- for total in totals %}
        {%- set interaction = 'among_' ~ total ~ '.interaction' %}
        {{ interaction }} * weights.n_schools as value_{{ total }},
        case when {{ interaction }} is not null then weights.n_schools end as weight_{{ total }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from weights
    inner join among_known using ({{ area | join(', ') }})
    inner join among_all using ({{ area | join(', ') }})
),

interaction_totals as (
    select
        school_year,
        weighted.sector,
        weighted.characteristic,
        municipality_areas.area_code,
        {%- for total in totals %}
        {%- set value = exact_sum('weighted.value_' ~ total) %}
        {{ value }} / sum(weighted.weight_{{ total }}) as interaction_{{ total }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from weighted
    inner join municipality_areas using (school_year, municipality_code)
    group by
        school_year,
        weighted.sector,
        weighted.characteristic,
        municipality_areas.area_code
)

select * from interaction_totals
