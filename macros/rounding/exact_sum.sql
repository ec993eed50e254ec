{#- The sum of doubles, the same to the last bit in any order: each is a whole number of 1 / 2^60, and those add up exactly. -#}
{% macro exact_sum(term, over=none) -%}
    {%- set units = 1152921504606846976 -%}
    {%- set window = ' over ' ~ over if over else '' -%}
    cast(sum(cast({{ term }} * {{ units }} as decimal(38, 0))){{ window }} as {{ type_double() }}) / {{ units }}
{%- endmacro %}
