{#- A municipality code in the form GM0363, from GM0363, 0363, 363 or ' 363'. -#}
{% macro municipality_code(column) -%}
    'GM' || lpad(replace(trim(cast({{ column }} as {{ dbt.type_string() }})), 'GM', ''), 4, '0')
{%- endmacro %}
