{#- How often chance alone makes a difference that is as large, either way: that of a normal deviate. -#}
{#- An unknown deviate has no place in `least`, which skips it. -#}
{% macro chance_probability(deviate) -%}
    case when {{ deviate }} is not null then {{ error_function_complement(deviate) }} end
{%- endmacro %}
