{#- Kilometres as whole metres, a half upwards: whole numbers add up to the same sum in any order. -#}
{% macro metres(km) -%}
    cast(floor(1000 * ({{ km }}) + 0.5) as {{ dbt.type_bigint() }})
{%- endmacro %}
