{#- The sum of all terms, or null as soon as one term is unknown (a suppressed cell). A plain sum() would skip it. -#}
{% macro complete_sum(term, over=none) -%}
    {%- set window = ' over ' ~ over if over else '' -%}
    case when count(*){{ window }} = count({{ term }}){{ window }} then sum({{ term }}){{ window }} end
{%- endmacro %}


{#- The complete sum of a count, as a whole number: engines widen the type of a sum. -#}
{% macro complete_count(term) -%}
    cast({{ complete_sum(term) }} as {{ dbt.type_bigint() }})
{%- endmacro %}
