{#- Whether a difference is more than 95 of 100 deals make of it: that of a normal deviate. -#}
{% macro is_beyond_chance(difference, error) -%}
    abs({{ difference }}) > 1.96 * {{ error }}
{%- endmacro %}
