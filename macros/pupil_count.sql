{#- A delivered pupil count as an integer; a suppressed cell such as `<5` is unknown: null, never 0. -#}
{% macro pupil_count(column, thousands_point=false) -%}
    {%- set digits = "trim(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "))" -%}
    {%- if thousands_point -%}
        {%- set digits = "replace(" ~ digits ~ ", '.', '')" -%}
    {%- endif -%}
    case when {{ digits }} not like '<%' then {{ whole_number(digits) }} end
{%- endmacro %}
