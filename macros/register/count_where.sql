{#- The rows that fulfil a condition. A sum of ones, as engines filter every aggregate of a wide scan apart. -#}
{% macro count_where(condition) -%}
    cast(sum(case when {{ condition }} then 1 else 0 end) as {{ dbt.type_bigint() }})
{%- endmacro %}
