{%- set municipality = ['school_year', 'sector', 'characteristic', 'area_code'] -%}
{%- set by = municipality + ['category_kind'] -%}

with municipalities as (
    select
        {{ municipality | join(', ') }},
        area_name,
        status
    from {{ ref('int_area_indices') }}
    where area_level = 'municipality' and governance = 'all' and index_code = 'dissimilarity'
),

schools as (
    {{ category_schools() }}
),

contributions as (
    {{ counterfactual_contribution(
        'schools', by, x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

category_contributions as (
    select
        {{ municipality | join(', ') }},
        municipalities.area_name,
        contributions.category_kind,
        contributions.category_code,
        contributions.n_schools,
        {%- for measure in ['dissimilarity', 'counterfactual_dissimilarity', 'contribution'] %}
        case
            when municipalities.status <> 'incomplete_input' then contributions.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        case
            when municipalities.status in ('incomplete_input', 'group_absent')
                then municipalities.status
            when contributions.n_schools <= {{ var('few_schools') }} then 'few_schools'
            when contributions.counterfactual_dissimilarity > 1 then 'above_one'
            else 'ok'
        end as status
    from contributions
    inner join municipalities using ({{ municipality | join(', ') }})
)

select * from category_contributions
