{#- The 64-bit floating-point type by its standard name; `float` is 32 bits in DuckDB. -#}
{% macro type_double() -%}
    double precision
{%- endmacro %}
