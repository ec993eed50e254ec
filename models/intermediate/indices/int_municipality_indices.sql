{%- set total = {'known': 'n_known', 'all': 'n_known + n_missing'}[var('interaction_total')] -%}
{%- set by = ['school_year', 'sector', 'characteristic', 'municipality_code', 'governance'] -%}

with schools as (
    select * from {{ ref('int_governance_group_counts') }}
),

dissimilarity as (
    {{ dissimilarity('schools', by, x='n_first', y='n_third') }}
),

interaction as (
    {{ interaction('schools', by, x='n_first', y='n_third', total=total) }}
),

interaction_reverse as (
    {{ interaction('schools', by, x='n_third', y='n_first', total=total) }}
),

municipality_indices as (
    select
        {{ by | join(', ') }},
        'dissimilarity' as index_code,
        dissimilarity as index_value
    from dissimilarity
    union all
    select
        {{ by | join(', ') }},
        'interaction' as index_code,
        interaction as index_value
    from interaction
    union all
    select
        {{ by | join(', ') }},
        'interaction_reverse' as index_code,
        interaction as index_value
    from interaction_reverse
)

select * from municipality_indices
