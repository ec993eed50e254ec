{#- A school site: its encrypted number and the two digits of the site; null where one is unknown. -#}
{% macro cbs_school_id(brin='brin_crypt', site='brinvest') -%}
    {{ brin }} || '-' || lpad({{ code_of(site) }}, 2, '0')
{%- endmacro %}
