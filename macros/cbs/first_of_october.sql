{#- The day of a school year on which pupils are counted, as microdata write days. -#}
{% macro first_of_october(school_year='school_year') -%}
    left({{ school_year }}, 4) || '1001'
{%- endmacro %}
