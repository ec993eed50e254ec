{% macro school_information(relation, by, groups, columns=[], category=none) -%}
    {{ return(
        adapter.dispatch('school_information', 'segmon')(relation, by, groups, columns, category)
    ) }}
{%- endmacro %}


{% macro default__school_information(relation, by, groups, columns=[], category=none) -%}
    {%- set n_groups = groups | length %}
    select
        {{ (by + columns) | join(', ') }},
        ({{ _all_groups('n_school', n_groups) }})
        / nullif({{ _all_groups('n_area', n_groups) }}, 0) as weight,
        {{ _information('n_school', 'n_area', n_groups) }} as information,
        {%- if category %}
        {{ _information('n_category', 'n_area', n_groups) }} as between_information,
        {{ _information('n_school', 'n_category', n_groups) }} as within_information,
        {%- endif %}
        {{ _entropy('n_area', n_groups) }} as area_entropy
    from (
        select
            {{ (by + columns) | join(', ') }}
            {%- for column in groups %},
            cast({{ column }} as {{ type_double() }}) as n_school_{{ loop.index }},
            {%- if category %}
            cast({{ complete_sum(column, over='category') }} as {{ type_double() }})
            as n_category_{{ loop.index }},
            {%- endif %}
            cast({{ complete_sum(column, over='area') }} as {{ type_double() }})
            as n_area_{{ loop.index }}
            {%- endfor %}
        from {{ relation }}
        window
            area as (partition by {{ by | join(', ') }})
            {%- if category %},
            category as (partition by {{ by | join(', ') }}, {{ category }})
            {%- endif %}
    ) as counts
{%- endmacro %}


{#- The pupils of all groups, from columns with a number per group. -#}
{% macro _all_groups(prefix, n_groups) -%}
    {%- for number in range(1, n_groups + 1) -%}
        {{ prefix }}_{{ number }}{{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- What is learnt of the group of a pupil of a whole by hearing in which part of it he is. -#}
{#- A group without pupils has no logarithm, and adds nothing. -#}
{% macro _information(part, whole, n_groups) -%}
    {%- set n_part, n_whole = _all_groups(part, n_groups), _all_groups(whole, n_groups) -%}
    (
        {%- for number in range(1, n_groups + 1) %}
        {%- set n = part ~ '_' ~ number %}
        {{ '+ ' if not loop.first -}}
        case
            when {{ n }} > 0
                then {{ n }} * ln({{ n }} * ({{ n_whole }}) / (({{ n_part }}) * {{ whole }}_{{ number }}))
            else 0
        end
        {%- endfor %}
    ) / nullif({{ n_part }}, 0)
{%- endmacro %}


{#- How mixed a whole is: 0 with one group only, the logarithm of their number when they are equal. -#}
{% macro _entropy(whole, n_groups) -%}
    {%- set n_whole = _all_groups(whole, n_groups) -%}
    (
        {%- for number in range(1, n_groups + 1) %}
        {%- set n = whole ~ '_' ~ number %}
        {{ '+ ' if not loop.first -}}
        case when {{ n }} > 0 then {{ n }} * ln(({{ n_whole }}) / {{ n }}) else 0 end
        {%- endfor %}
    ) / nullif({{ n_whole }}, 0)
{%- endmacro %}
