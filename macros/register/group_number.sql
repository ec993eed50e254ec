{#- The number used for a group of a register while its pupils are scanned: its place among the cells. -#}
{% macro group_number(group_code) -%}
    {%- set codes = register_cells() | map('last') | list -%}
    {{ codes.index(group_code) + 1 }}
{%- endmacro %}
