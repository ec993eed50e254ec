{%- set total = {'known': 'n_known', 'all': 'n_known + n_missing'}[var('interaction_total')] -%}
{%- set area = ['school_year', 'sector', 'characteristic', 'municipality_code', 'governance'] -%}
{%- set by = ['area_number'] -%}
{%- set groups = [('first', 'n_first'), ('middle', 'n_middle'), ('third', 'n_third')] -%}
{%- set columns = groups | map('last') | list -%}
{%- set outer_two = {'x': 'n_first', 'y': 'n_third'} -%}
{#- of each index its code, where it comes from, and its column there -#}
{%- set indices = [
    ('dissimilarity_expected', 'chance', 'dissimilarity_expected'),
    ('dissimilarity_deviation', 'chance', 'standard_deviation'),
    ('dissimilarity_corrected', 'corrected', 'dissimilarity_corrected'),
    ('dissimilarity_standard_error', 'error', 'standard_error'),
    ('carrington_troske', 'excess', 'carrington_troske'),
    ('normalised_exposure', 'normalised_exposure', 'normalised_exposure'),
    ('gorard_segregation', 'gorard', 'gorard_segregation'),
    ('hutchens_square_root', 'hutchens', 'hutchens_square_root'),
    ('mutual_information', 'information', 'mutual_information'),
    ('mutual_information_between', 'information', 'between_categories'),
    ('mutual_information_within', 'information', 'within_categories'),
    ('theil_information', 'information', 'mutual_information / nullif(entropy, 0)'),
] -%}

with school_counts as (
    select * from {{ ref('int_governance_group_counts') }}
),

-- by a number areas are grouped sooner than by five texts
areas as (
    {{ numbered_areas('school_counts', area) }}
),

governance_schools as (
    select *
    from school_counts
    inner join areas using ({{ area | join(', ') }})
),

schools as (
    select * from governance_schools
    where governance = 'all'
),

-- the denomination of a primary school, the type of a secondary one
school_categories as (
    select
        school_year,
        sector,
        school_id,
        category_code
    from {{ ref('int_school_categories') }}
    where category_kind in ('denomination', 'school_type')
),

categorised_schools as (
    select *
    from schools
    left join school_categories using (school_year, sector, school_id)
),

dissimilarity as (
    {{ dissimilarity('schools', by, **outer_two) }}
),

-- of the schools of one governance too, as their dissimilarity is shown
chance as (
    {{ dissimilarity_expected('governance_schools', by, **outer_two) }}
),

corrected as (
    {{ dissimilarity_corrected('schools', by, **outer_two) }}
),

error as (
    {{ dissimilarity_error('schools', by, **outer_two) }}
),

excess as (
    select
        {{ by | join(', ') }},
        {{ carrington_troske('dissimilarity.dissimilarity', 'chance.dissimilarity_expected') }}
            as carrington_troske
    from dissimilarity
    inner join chance using ({{ by | join(', ') }})
),

exposure as (
    {{ exposure('schools', by, groups, total) }}
),

normalised_exposure as (
    {{ normalised_exposure('schools', by, **outer_two) }}
),

gorard as (
    {{ gorard_segregation('schools', by, x='n_first', total='n_known') }}
),

hutchens as (
    {{ hutchens_square_root('schools', by, **outer_two) }}
),

information as (
    {{ mutual_information('categorised_schools', by, columns, category='category_code') }}
),

area_indices as (
    {%- for code, relation, column in indices %}
    select
        {{ by | join(', ') }},
        '{{ code }}' as index_code,
        {{ column }} as index_value
    from {{ relation }}
    union all
    {%- endfor %}
    -- that the first and the third group meet is called interaction
    select
        {{ by | join(', ') }},
        case
            when of_group = met_group then 'isolation_' || of_group
            else 'exposure_' || of_group || '_' || met_group
        end as index_code,
        exposure as index_value
    from exposure
    where of_group || met_group not in ('firstthird', 'thirdfirst')
),

further_indices as (
    select
        {{ area | join(', ') }},
        index_code,
        index_value
    from area_indices
    inner join areas using (area_number)
)

select * from further_indices
