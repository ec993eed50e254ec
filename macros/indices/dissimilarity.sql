{% macro dissimilarity(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{% macro default__dissimilarity(relation, by, x, y) -%}
    select
        {{ by | join(', ') }},
        0.5 * {{ exact_sum('imbalance') }} as dissimilarity
    from ({{ school_imbalance(relation, by, x, y) }}) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
