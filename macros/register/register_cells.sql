{#- The characteristics and groups that a pupil register tells, as pairs. -#}
{% macro register_cells() -%}
    {{ return([
        ('income', 'low'),
        ('income', 'middle'),
        ('income', 'high'),
        ('education', 'no_start_qualification'),
        ('education', 'start_qualification'),
        ('education', 'higher_education'),
        ('migration', 'both_nl'),
        ('migration', 'one_abroad'),
        ('migration', 'both_abroad'),
    ]) }}
{%- endmacro %}
