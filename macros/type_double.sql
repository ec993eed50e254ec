{#- The 64-bit floating-point type, under the name the engine knows it by. -#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'segmon')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double precision
{%- endmacro %}

{% macro spark__type_double() -%}
    double
{%- endmacro %}
