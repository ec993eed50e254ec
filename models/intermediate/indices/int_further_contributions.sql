{%- set municipality = ['school_year', 'sector', 'characteristic', 'area_code'] -%}
{%- set area = municipality + ['category_kind'] -%}
{%- set by = ['area_number'] -%}
{%- set counts = {
    'x': 'n_first', 'y': 'n_third', 'total': 'n_known', 'category': 'category_code',
} -%}
{%- set measures = ['dissimilarity', 'counterfactual_dissimilarity', 'contribution'] -%}
{%- set no_value = 'cast(null as ' ~ type_double() ~ ')' -%}
{#- of each definition where it comes from, and its measures next to D -#}
{%- set definitions = [
    ('additive', 'additive', no_value, 'contribution'),
    (
        'neutralised', 'without', 'neutralised_dissimilarity',
        'dissimilarity - neutralised_dissimilarity',
    ),
    (
        'leave_out', 'without', 'left_out_dissimilarity',
        'dissimilarity - left_out_dissimilarity',
    ),
    ('monitor_expected', 'expected', 'counterfactual_dissimilarity', 'contribution'),
    ('size_neutral', 'size_neutral', 'counterfactual_dissimilarity', 'contribution'),
] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

school_categories as (
    select * from {{ ref('int_school_categories') }}
    where category_kind <> 'all'
),

category_contributions as (
    select * from {{ ref('int_category_contributions') }}
),

-- by a number areas are grouped sooner than by five texts
areas as (
    {{ numbered_areas('category_contributions', area) }}
),

monitor as (
    select *
    from category_contributions
    inner join areas using ({{ area | join(', ') }})
),

schools as (
    select *
    from ({{ category_schools() }}) as category_schools
    inner join areas using ({{ area | join(', ') }})
),

-- of each school once, whatever the kinds of category that it is in
school_chances as (
    {{ school_chance(
        'school_group_counts',
        by=['school_year', 'sector', 'characteristic', 'municipality_code'],
        x='n_first', y='n_third', columns=['school_id']
    ) }}
),

chance as (
    select
        areas.area_number,
        school_categories.category_code,
        school_chances.n_rarer,
        school_chances.n_other,
        school_chances.mean_deviation
    from school_chances
    inner join school_categories using (school_year, sector, school_id)
    inner join areas
        on
            school_chances.school_year = areas.school_year
            and school_chances.sector = areas.sector
            and school_chances.characteristic = areas.characteristic
            and school_chances.municipality_code = areas.area_code
            and school_categories.category_kind = areas.category_kind
),

additive as (
    {{ additive_contribution('monitor', by, category='category_code') }}
),

without as (
    {{ contribution_without('schools', by, **counts) }}
),

expected as (
    {{ expected_contribution('monitor', 'chance', by, category='category_code') }}
),

size_neutral as (
    {{ size_neutral_contribution('schools', by, **counts) }}
),

definitions as (
    {%- for definition, relation, counterfactual, contribution in definitions %}
    select
        {{ by | join(', ') }},
        category_code,
        '{{ definition }}' as definition,
        dissimilarity,
        {{ counterfactual }} as counterfactual_dissimilarity,
        {{ contribution }} as contribution
    from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

further_contributions as (
    select
        {{ municipality | join(', ') }},
        monitor.area_name,
        category_kind,
        category_code,
        definitions.definition,
        monitor.n_schools,
        {%- for measure in measures %}
        case
            when monitor.status <> 'incomplete_input' then definitions.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        case
            when monitor.status in ('incomplete_input', 'group_absent') then monitor.status
            when definitions.contribution is null then 'no_comparison'
            when monitor.status = 'few_schools' then 'few_schools'
            when definitions.counterfactual_dissimilarity > 1 then 'above_one'
            else 'ok'
        end as status
    from definitions
    inner join monitor using ({{ by | join(', ') }}, category_code)
)

select * from further_contributions
