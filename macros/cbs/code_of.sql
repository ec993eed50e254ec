{#- A code without the blanks around it; null where it is blank. -#}
{% macro code_of(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}
