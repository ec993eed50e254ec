{#- A municipality code in the form GM0363, from GM0363, 0363, 363 or ' 363'; that of another country as it is. -#}
{% macro municipality_code(column) -%}
    {%- set code = 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    {%- if var('areas') == 'opaque' -%}
    {{ code }}
    {%- else -%}
    {%- set digits = "replace(trim(" ~ code ~ "), 'GM', '')" -%}
    'GM' || case
        when length({{ digits }}) < 4 then lpad({{ digits }}, 4, '0')
        else {{ digits }}
    end
    {%- endif -%}
{%- endmacro %}
