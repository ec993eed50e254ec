{#- A whole number from a code of digits; null where it is blank, dashes or a word. -#}
{% macro cbs_number(column) -%}
    {%- set code = "nullif(" ~ code_of(column) ~ ", 'NVT')" -%}
    case when {{ code }} not like '-%' then {{ whole_number(code) }} end
{%- endmacro %}
