{% macro mutual_information(relation, by, groups, category=none) -%}
    {{ return(
        adapter.dispatch('mutual_information', 'segmon')(relation, by, groups, category)
    ) }}
{%- endmacro %}


{% macro default__mutual_information(relation, by, groups, category=none) -%}
    select
        {{ by | join(', ') }},
        {{ exact_sum('weight * information') }} as mutual_information,
        {%- if category %}
        {{ exact_sum('weight * between_information') }} as between_categories,
        {{ exact_sum('weight * within_information') }} as within_categories,
        {%- endif %}
        max(area_entropy) as entropy
    from ({{ school_information(relation, by, groups, category=category) }}) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
