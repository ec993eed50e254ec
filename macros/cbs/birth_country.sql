{#- A country of birth, the Netherlands as NL; null where nobody knows it. Reads the CTE `countries`. -#}
{% macro birth_country(column) -%}
    {%- set code = "case when " ~ code_of(column) ~ " not like '-%' then lpad(" ~ code_of(column) ~ ", 4, '0') end" -%}
    case
        when {{ code }} in (select code from countries where value = 'NL') then 'NL'
        when {{ code }} not in (select code from countries) then {{ code }}
    end
{%- endmacro %}
