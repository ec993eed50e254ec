{#- A whole number from a number of any type, or its text, such as `12.0`. -#}
{% macro whole_number(column) -%}
    {{ return(adapter.dispatch('whole_number', 'segmon')(column)) }}
{%- endmacro %}


{#- PostgreSQL and Spark take no text `12.0` for a whole number. -#}
{% macro default__whole_number(column) -%}
    cast(cast({{ column }} as {{ type_double() }}) as {{ dbt.type_int() }})
{%- endmacro %}


{#- DuckDB does, in half the time, and the pupils are many. -#}
{% macro duckdb__whole_number(column) -%}
    cast({{ column }} as {{ dbt.type_int() }})
{%- endmacro %}
