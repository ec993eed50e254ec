{% macro gorard_segregation(relation, by, x, total) -%}
    {{ return(adapter.dispatch('gorard_segregation', 'segmon')(relation, by, x, total)) }}
{%- endmacro %}


{#- D with all pupils in the place of the other group. -#}
{% macro default__gorard_segregation(relation, by, x, total) -%}
    select
        {{ by | join(', ') }},
        dissimilarity as gorard_segregation
    from ({{ dissimilarity(relation, by, x, total) }}) as dissimilarities
{%- endmacro %}
