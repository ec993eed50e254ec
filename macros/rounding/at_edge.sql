{#- A value as the marts publish it: rounded to 12 decimals, beyond which doubles tell nothing. -#}
{% macro at_edge(expression) -%}
    cast(cast({{ expression }} as decimal(20, 12)) as {{ type_double() }})
{%- endmacro %}
