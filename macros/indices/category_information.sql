{% macro category_information(relation, by, groups, category) -%}
    {{ return(
        adapter.dispatch('category_information', 'segmon')(relation, by, groups, category)
    ) }}
{%- endmacro %}


{% macro default__category_information(relation, by, groups, category) -%}
    select
        {{ by | join(', ') }},
        {{ category }},
        {{ exact_sum('weight') }} as weight,
        max(between_information) as between_information,
        {{ exact_sum('weight * within_information') }}
        / nullif({{ exact_sum('weight') }}, 0) as within_information
    from ({{ school_information(relation, by, groups, [category], category) }}) as schools
    group by {{ by | join(', ') }}, {{ category }}
{%- endmacro %}
