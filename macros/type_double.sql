{#- The 64-bit floating-point type by its standard name; `float` is 32 bits in DuckDB. -#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'segmon')()) }}
{%- endmacro %}


{% macro default__type_double() -%}
    double precision
{%- endmacro %}


{#- Spark has no type of two words. -#}
{% macro spark__type_double() -%}
    double
{%- endmacro %}
