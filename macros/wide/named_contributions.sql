{#- The monitor's contributions of a kind that has each school of a sector once, with their names in a -#}
{#- language; governance is left out: its `openbaar` is the denomination of that name over again. -#}
{% macro named_contributions(language) -%}
with figures as (
    select * from {{ ref('category_contribution') }}
    where definition = 'monitor' and category_kind <> 'governance'
),

{{ names_of_topics(language) }},

categories as (
    select * from {{ ref('dim_category') }}
)

select
    {{ columns_of_topics(language) }},
    figures.area_code,
    figures.area_name,
    figures.category_kind,
    categories.kind_name_{{ language }} as category_kind_name,
    figures.category_code,
    categories.name_{{ language }} as category_name,
    categories.sort_order as category_order,
    figures.n_schools,
    figures.dissimilarity,
    figures.counterfactual_dissimilarity,
    figures.contribution,
    figures.status,
    statuses.name_{{ language }} as status_name
from figures
{{ joins_of_topics() }}
left join categories
    on
        figures.category_kind = categories.category_kind
        and figures.category_code = categories.category_code
order by
    figures.school_year,
    figures.sector,
    characteristics.sort_order,
    figures.characteristic,
    figures.area_name,
    figures.area_code,
    categories.sort_order,
    figures.category_code
{%- endmacro %}
