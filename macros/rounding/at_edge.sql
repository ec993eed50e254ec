{#- A value as the marts publish it: rounded to 12 decimals, beyond which doubles tell nothing. -#}
{#- Whole doubles are rounded, a half away from zero, as each engine casts a double to a decimal in -#}
{#- its own way: PostgreSQL by 15 digits, Spark through text. Adding 0 leaves no negative zero. -#}
{% macro at_edge(expression) -%}
    {%- set value = 'cast(' ~ expression ~ ' as ' ~ type_double() ~ ')' -%}
    (sign({{ value }}) * floor(abs({{ value }}) * 1000000000000 + 0.5) / 1000000000000 + 0)
{%- endmacro %}


{#- The same as an exact decimal, in which a half is a half. -#}
{% macro exact_decimal(expression) -%}
    cast({{ at_edge(expression) }} as decimal(20, 12))
{%- endmacro %}
