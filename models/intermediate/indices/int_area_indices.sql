{%- set series = ['school_year', 'sector', 'characteristic', 'governance'] -%}
{#- whether the pupils that an index counts are known; interaction may count all -#}
{%- set is_counted = 'area_counts.n_known is not null' -%}
{%- if var('interaction_total') == 'all' -%}
    {%- set is_counted = is_counted
        ~ " and (area_means.index_code = 'dissimilarity' or area_counts.n_missing is not null)" -%}
{%- endif -%}

with municipality_indices as (
    select * from {{ ref('int_municipality_indices') }}
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

-- schools of each municipality that count
municipality_weights as (
    select
        {{ series | join(', ') }},
        area_code as municipality_code,
        n_schools
    from area_counts
    where area_level = 'municipality'
),

-- a municipality weighs by its schools, and not at all where its index is undefined
weighted_indices as (
    select
        {{ series | join(', ') }},
        municipality_code,
        municipality_indices.index_code,
        municipality_indices.index_value * municipality_weights.n_schools as weighted_value,
        case
            when municipality_indices.index_value is not null then municipality_weights.n_schools
        end as weight
    from municipality_indices
    inner join municipality_weights using ({{ series | join(', ') }}, municipality_code)
),

area_means as (
    select
        {{ series | join(', ') }},
        municipality_areas.area_level,
        municipality_areas.area_code,
        weighted_indices.index_code,
        {{ exact_sum('weighted_indices.weighted_value') }}
        / sum(weighted_indices.weight) as index_value
    from weighted_indices
    inner join municipality_areas using (school_year, municipality_code)
    group by
        {{ series | join(', ') }},
        municipality_areas.area_level,
        municipality_areas.area_code,
        weighted_indices.index_code
),

area_indices as (
    select
        {{ series | join(', ') }},
        area_level,
        area_code,
        area_counts.area_name,
        area_means.index_code,
        case
            when area_level = 'urbanity' and area_code = 'unknown' then null
            when {{ is_counted }} then area_means.index_value
        end as index_value,
        case
            when area_level = 'urbanity' and area_code = 'unknown' then 'urbanity_unknown'
            when not ({{ is_counted }}) then 'incomplete_input'
            when area_means.index_value is null then 'group_absent'
            when area_counts.n_schools = 1 then 'single_school'
            else 'ok'
        end as status,
        area_counts.n_municipalities,
        area_counts.n_schools,
        area_counts.n_known,
        area_counts.n_first,
        area_counts.n_middle,
        area_counts.n_third
    from area_counts
    inner join area_means using ({{ series | join(', ') }}, area_level, area_code)
)

select * from area_indices
