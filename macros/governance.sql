{#- Governance of a school by the category of its denomination. -#}
{% macro governance(denomination) -%}
    case
        when {{ denomination }} = 'openbaar' then 'openbaar'
        when {{ denomination }} is not null then 'bijzonder'
        else 'onbekend'
    end
{%- endmacro %}
