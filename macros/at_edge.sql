{#- A value as the marts publish it: rounded to 12 decimals, so that the order of a parallel sum cannot show. -#}
{% macro at_edge(expression) -%}
    cast(cast({{ expression }} as decimal(20, 12)) as {{ type_double() }})
{%- endmacro %}
