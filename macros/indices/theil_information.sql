{% macro theil_information(relation, by, groups, category=none) -%}
    {{ return(
        adapter.dispatch('theil_information', 'segmon')(relation, by, groups, category)
    ) }}
{%- endmacro %}


{#- An area of one group only has no information to divide by: null, never 0. -#}
{% macro default__theil_information(relation, by, groups, category=none) -%}
    select
        {{ by | join(', ') }},
        {%- if category %}
        between_categories / nullif(entropy, 0) as between_categories,
        within_categories / nullif(entropy, 0) as within_categories,
        {%- endif %}
        mutual_information / nullif(entropy, 0) as theil_information
    from ({{ mutual_information(relation, by, groups, category) }}) as areas
{%- endmacro %}
