{#- The sum of all terms, or null as soon as one term is unknown (a suppressed cell). A plain sum() would skip it. -#}
{% macro complete_sum(term, over=none) -%}
    {%- set window = ' over ' ~ over if over else '' -%}
    case when count(*){{ window }} = count({{ term }}){{ window }} then sum({{ term }}){{ window }} end
{%- endmacro %}
