{% macro exposure(relation, by, groups, total) -%}
    {{ return(adapter.dispatch('exposure', 'segmon')(relation, by, groups, total)) }}
{%- endmacro %}


{#- All pairs of groups in one pass over the schools, each then a row. -#}
{% macro default__exposure(relation, by, groups, total) -%}
    {%- set keys = by | join(', ') -%}
    with schools as (
        select
            {{ keys }},
            {%- for group, column in groups %}
            cast({{ column }} as {{ type_double() }}) as n_{{ group }},
            {%- endfor %}
            cast({{ total }} as {{ type_double() }}) as n_total
        from {{ relation }}
    ),

    areas as (
        select
            {{ keys }}
            {%- for of_group, _ in groups %}{% for met_group, _ in groups %},
            {{ _mean_share_met('n_' ~ of_group, 'n_' ~ met_group, 'n_total') }}
                as {{ of_group }}_{{ met_group }}
            {%- endfor %}{% endfor %}
        from schools
        group by {{ keys }}
    )

    {%- for of_group, _ in groups %}{% set is_last = loop.last %}{% for met_group, _ in groups %}

    select
        {{ keys }},
        '{{ of_group }}' as of_group,
        '{{ met_group }}' as met_group,
        {{ of_group }}_{{ met_group }} as exposure
    from areas
    {%- if not (is_last and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}{% endfor %}
{%- endmacro %}
