{#- A whole number from a code of digits; null where it is blank, dashes or a word. -#}
{% macro cbs_number(column) -%}
    {{ return(adapter.dispatch('cbs_number', 'segmon')(column)) }}
{%- endmacro %}


{% macro default__cbs_number(column) -%}
    {%- set code = "nullif(" ~ code_of(column) ~ ", 'NVT')" -%}
    case when {{ code }} not like '-%' then {{ whole_number(code) }} end
{%- endmacro %}


{#- A code that is no number is null at once: population files have tens of millions of rows. -#}
{% macro duckdb__cbs_number(column) -%}
    try_cast({{ column }} as {{ dbt.type_int() }})
{%- endmacro %}
