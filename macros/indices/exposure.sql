{% macro exposure(relation, by, groups, total) -%}
    {{ return(adapter.dispatch('exposure', 'segmon')(relation, by, groups, total)) }}
{%- endmacro %}


{% macro default__exposure(relation, by, groups, total) -%}
    {%- for of_group, of_column in groups %}
    {%- set is_last = loop.last %}
    {%- for met_group, met_column in groups %}
    select
        {{ by | join(', ') }},
        '{{ of_group }}' as of_group,
        '{{ met_group }}' as met_group,
        interaction as exposure
    from ({{ interaction(relation, by, of_column, met_column, total) }}) as interactions
    {%- if not (is_last and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
