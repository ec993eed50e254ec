{% macro dissimilarity_corrected(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity_corrected', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- Twice the measured D less half the sum of what would be measured of each school on average is D without -#}
{#- what the errors add to it. -#}
{% macro default__dissimilarity_corrected(relation, by, x, y) -%}
    {%- set keys = by | join(', ') -%}
    select
        {{ keys }},
        {{ exact_sum('imbalance') }} - 0.5 * {{ exact_sum('expected_imbalance') }}
            as dissimilarity_corrected
    from ({{ school_error(relation, by, x, y) }}) as errors
    group by {{ keys }}
{%- endmacro %}
