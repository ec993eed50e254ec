{% macro additive_contribution(relation, by, category) -%}
    {{ return(
        adapter.dispatch('additive_contribution', 'segmon')(relation, by, category)
    ) }}
{%- endmacro %}


{#- The counterfactual D of a category, times its schools, is their part of D, times all schools. -#}
{% macro default__additive_contribution(relation, by, category) -%}
    {%- set added = 'n_schools * counterfactual_dissimilarity' %}
    select
        {{ by | join(', ') }},
        {{ category }},
        n_schools,
        dissimilarity,
        -- of an even area there is nothing to divide
        {{ added }} / nullif({{ exact_sum(added, over='area') }}, 0) as contribution
    from {{ relation }}
    window area as (partition by {{ by | join(', ') }})
{%- endmacro %}
