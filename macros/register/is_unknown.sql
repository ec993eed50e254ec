{#- Whether the register lacks all that a characteristic of a pupil is taken from. -#}
{#- The checks of a delivery render it too, so that it uses no other macro. -#}
{% macro is_unknown(characteristic) -%}
    {%- set columns = {
        'income': ['income_percentile'],
        'education': ['education_parent_1', 'education_parent_2'],
        'migration': ['birth_country_parent_1', 'birth_country_parent_2'],
    } -%}
    ({{ columns[characteristic] | join(' is null and ') }} is null)
{%- endmacro %}
