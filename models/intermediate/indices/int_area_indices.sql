{%- set series = ['school_year', 'sector', 'characteristic', 'governance'] -%}
{%- set area = series + ['area_level', 'area_code'] -%}
{#- whether the pupils that an index counts are known; those of who meets whom may be all -#}
{%- set is_counted = 'area_counts.n_known is not null' -%}
{%- if var('interaction_total') == 'all' -%}
    {%- set is_counted = is_counted ~ " and (area_counts.n_missing is not null"
        ~ " or not (area_values.index_code like 'interaction%'"
        ~ " or area_values.index_code like 'exposure%'"
        ~ " or area_values.index_code like 'isolation%'))" -%}
{%- endif -%}
{#- what chance does in one municipality it does in none of the others: variances add up -#}
{%- set deviations = ['dissimilarity_deviation', 'dissimilarity_standard_error'] -%}
{#- less is measured than chance would give -#}
{%- set is_below_zero
    = "area_values.index_code = 'dissimilarity_corrected' and area_values.index_value < 0" -%}

with municipality_indices as (
    select * from {{ ref('int_municipality_indices') }}
    union all
    select * from {{ ref('int_further_indices') }}
),

area_dissimilarity as (
    select * from {{ ref('int_area_dissimilarity') }}
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
        case
            when municipality_indices.index_code in ({{ quoted_list(deviations) }})
                then
                    municipality_indices.index_value * municipality_indices.index_value
                    * municipality_weights.n_schools
            else municipality_indices.index_value
        end * municipality_weights.n_schools as weighted_value,
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
        case
            when weighted_indices.index_code in ({{ quoted_list(deviations) }})
                then sqrt({{ exact_sum('weighted_indices.weighted_value') }})
            else {{ exact_sum('weighted_indices.weighted_value') }}
        end / sum(weighted_indices.weight) as index_value
    from weighted_indices
    inner join municipality_areas using (school_year, municipality_code)
    group by
        {{ series | join(', ') }},
        municipality_areas.area_level,
        municipality_areas.area_code,
        weighted_indices.index_code
),

-- what the distance from chance is made of
area_chances as (
    select
        {{ area | join(', ') }}
        {%- for code in ['dissimilarity', 'dissimilarity_expected', 'dissimilarity_deviation'] %},
        max(case when index_code = '{{ code }}' then index_value end) as {{ code }}
        {%- endfor %},
        count(case when index_code = 'dissimilarity_deviation' then 1 end) as n_deviations
    from area_means
    where index_code like 'dissimilarity%'
    group by {{ area | join(', ') }}
),

area_values as (
    select
        {{ area | join(', ') }},
        index_code,
        index_value,
        index_value is not null as is_defined
    from area_means
    union all
    select
        {{ area | join(', ') }},
        index_code,
        index_value,
        index_value is not null as is_defined
    from area_dissimilarity
    union all
    -- an area of which every deal has the same dissimilarity has one, but no distance from chance
    select
        {{ area | join(', ') }},
        'dissimilarity_z' as index_code,
        (dissimilarity - dissimilarity_expected) / nullif(dissimilarity_deviation, 0)
            as index_value,
        dissimilarity is not null as is_defined
    from area_chances
    where n_deviations > 0
),

area_indices as (
    select
        {{ series | join(', ') }},
        area_level,
        area_code,
        area_counts.area_name,
        area_values.index_code,
        case
            when area_level = 'urbanity' and area_code = 'unknown' then null
            when not ({{ is_counted }}) then null
            when {{ is_below_zero }} then 0
            else area_values.index_value
        end as index_value,
        case
            when area_level = 'urbanity' and area_code = 'unknown' then 'urbanity_unknown'
            when not ({{ is_counted }}) then 'incomplete_input'
            when not area_values.is_defined then 'group_absent'
            when area_values.index_value is null then 'no_deviation'
            when {{ is_below_zero }} then 'below_zero'
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
    inner join area_values using ({{ series | join(', ') }}, area_level, area_code)
)

select * from area_indices
