select
    school_year,
    sector,
    characteristic,
    area_code,
    area_name,
    category_kind,
    category_code,
    n_schools,
    {{ at_edge('dissimilarity') }} as dissimilarity,
    {{ at_edge('counterfactual_dissimilarity') }} as counterfactual_dissimilarity,
    {{ at_edge('contribution') }} as contribution,
    status
from {{ ref('int_category_contributions') }}
