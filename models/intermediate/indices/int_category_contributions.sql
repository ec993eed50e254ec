{%- set by = ['school_year', 'sector', 'characteristic', 'municipality_code', 'category_kind'] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

school_categories as (
    select * from {{ ref('int_school_categories') }}
    where category_kind <> 'all'
),


area_indices as (
    select * from {{ ref('int_area_indices') }}
    where area_level = 'municipality' and governance = 'all' and index_code = 'dissimilarity'
),

schools as (
    select
        school_group_counts.school_year,
        school_group_counts.sector,
        school_group_counts.characteristic,
        school_group_counts.municipality_code,
        school_categories.category_kind,
        school_categories.category_code,
        school_group_counts.n_first,
        school_group_counts.n_third,
        school_group_counts.n_known
    from school_group_counts
    inner join school_categories
        on
            school_group_counts.school_year = school_categories.school_year
            and school_group_counts.sector = school_categories.sector
            and school_group_counts.school_id = school_categories.school_id
),

contributions as (
    {{ counterfactual_contribution(
        'schools', by, x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

category_contributions as (
    select
        contributions.school_year,
        contributions.sector,
        contributions.characteristic,
        contributions.municipality_code as area_code,
        area_indices.area_name,
        contributions.category_kind,
        contributions.category_code,
        contributions.n_schools,
        {%- for measure in ['dissimilarity', 'counterfactual_dissimilarity', 'contribution'] %}
        case
            when area_indices.status <> 'incomplete_input' then contributions.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        case
            when area_indices.status in ('incomplete_input', 'group_absent')
                then area_indices.status
            when contributions.n_schools <= {{ var('few_schools') }} then 'few_schools'
            else 'ok'
        end as status
    from contributions
    inner join area_indices
        on
            contributions.school_year = area_indices.school_year
            and contributions.sector = area_indices.sector
            and contributions.characteristic = area_indices.characteristic
            and contributions.municipality_code = area_indices.area_code
)

select * from category_contributions
