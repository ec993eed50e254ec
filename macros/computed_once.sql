{#- A relation that PostgreSQL is to compute once, and not again for each row or use of it. The -#}
{#- others do so by themselves, or have no word for it. -#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'segmon')()) }}
{%- endmacro %}


{% macro default__computed_once() -%}
{%- endmacro %}


{% macro postgres__computed_once() -%}
    materialized
{%- endmacro %}
