{%- set keys = [
    'school_year', 'sector', 'characteristic', 'area_code', 'area_name', 'category_kind',
    'category_code',
] -%}

with contributions as (
    select
        {{ keys | join(', ') }},
        'monitor' as definition,
        n_schools,
        dissimilarity,
        counterfactual_dissimilarity,
        contribution,
        status
    from {{ ref('int_category_contributions') }}
    union all
    select
        {{ keys | join(', ') }},
        definition,
        n_schools,
        dissimilarity,
        counterfactual_dissimilarity,
        contribution,
        status
    from {{ ref('int_further_contributions') }}
)

select
    {{ keys | join(', ') }},
    definition,
    n_schools,
    {{ at_edge('dissimilarity') }} as dissimilarity,
    {{ at_edge('counterfactual_dissimilarity') }} as counterfactual_dissimilarity,
    {{ at_edge('contribution') }} as contribution,
    status
from contributions
