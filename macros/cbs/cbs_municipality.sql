{#- A municipality from its digits, as GM0363; null where nobody knows it. -#}
{% macro cbs_municipality(column) -%}
    case when {{ code_of(column) }} not like '-%' then {{ municipality_code(column) }} end
{%- endmacro %}
