{#- The condition that two rows tell of the same index, or change of it, of the same area. -#}
{% macro same_series(left, right) -%}
{%- for column in ['sector', 'characteristic', 'area_level', 'area_code', 'index_code'] -%}
{{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
{%- endfor %}
{%- endmacro %}
