{% macro adjusted_mutual_information(relation, by, groups, school_margin, group_margins) -%}
    {{ return(
        adapter.dispatch('adjusted_mutual_information', 'segmon')(
            relation, by, groups, school_margin, group_margins
        )
    ) }}
{%- endmacro %}


{#- Newton's method on the factors of the groups: proportional fitting goes to the same table, in -#}
{#- hundreds of rounds where schools are very unlike. Ten steps are more than any year has needed; -#}
{#- what is not there by then has no such table. -#}
{% macro default__adjusted_mutual_information(
    relation, by, groups, school_margin, group_margins
) -%}
    {%- if groups | length not in (2, 3) -%}
        {{ exceptions.raise_compiler_error('adjusted_mutual_information takes two or three groups') }}
    {%- endif -%}
    {%- set n_groups = groups | length -%}
    {%- set fitted = namespace(
        schools=_unfitted_schools(relation, by, groups, school_margin, group_margins)
    ) -%}
    {%- for step in range(10) -%}
        {%- set fitted.schools = _fitted_step(_fitted_shares(fitted.schools, n_groups), by, n_groups) -%}
    {%- endfor -%}
    select
        {{ by | join(', ') }},
        case
            when
                {%- for number in range(1, n_groups + 1) %}
                {{ 'and ' if not loop.first -}}
                abs({{ exact_sum('weight * share_' ~ number) }} - max(margin_{{ number }})) < 1e-12
                {%- endfor %}
                then {{ exact_sum('weight * information') }}
        end as mutual_information
    from (
        select
            *,
            (
                {%- for number in range(1, n_groups + 1) %}
                {{ '+ ' if not loop.first -}}
                case
                    when share_{{ number }} > 0 and margin_{{ number }} > 0
                        then share_{{ number }} * ln(share_{{ number }} / margin_{{ number }})
                    else 0
                end
                {%- endfor %}
            ) as information
        from ({{ _fitted_shares(fitted.schools, n_groups) }}) as shares
        {{ computed_once() }}
    ) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}


{#- The schools of a table, with the margins it is to get, and factors of 1 for every group. -#}
{% macro _unfitted_schools(relation, by, groups, school_margin, group_margins) -%}
    select
        {{ by | join(', ') }},
        {%- for column in groups %}
        cast({{ column }} as {{ type_double() }}) as n_{{ loop.index }},
        cast(1 as {{ type_double() }}) as factor_{{ loop.index }},
        cast({{ complete_sum(group_margins[loop.index0], over='area') }} as {{ type_double() }})
        / nullif({{ complete_sum(group_margins | join(' + '), over='area') }}, 0)
        as margin_{{ loop.index }},
        {%- endfor %}
        cast({{ school_margin }} as {{ type_double() }})
        / nullif({{ complete_sum(school_margin, over='area') }}, 0) as weight
    from {{ relation }}
    window area as (partition by {{ by | join(', ') }})
{%- endmacro %}


{#- The share of each group in each school, with the factors so far. -#}
{% macro _fitted_shares(schools, n_groups) -%}
    {%- set numbers = range(1, n_groups + 1) -%}
    select
        *
        {%- for number in numbers %},
        n_{{ number }} * factor_{{ number }} / nullif(
            {%- for each in numbers -%}
                n_{{ each }} * factor_{{ each }}{{ ' + ' if not loop.last }}
            {%- endfor -%}, 0
        ) as share_{{ number }}
        {%- endfor %}
    from ({{ schools }}) as factors
    {{ computed_once() }}
{%- endmacro %}


{#- One step for the factors: those of the last group stay 1. A long step is cut short, by as much -#}
{#- as keeps it going up, and a little is added to the diagonal, as a group may be absent. -#}
{% macro _fitted_step(shares, by, n_groups) -%}
    {%- set numbers = range(1, n_groups + 1) -%}
    {%- set moved = range(1, n_groups) -%}
    select
        {{ by | join(', ') }},
        {%- for number in numbers %}
        n_{{ number }},
        margin_{{ number }},
        {%- if number in moved %}
        least(greatest(
            factor_{{ number }}
            * exp(step_{{ number }} * case when length > 0 then ln(1 + length) / length else 1 end),
            1e-40
        ), 1e40) as factor_{{ number }},
        {%- else %}
        factor_{{ number }},
        {%- endif %}
        {%- endfor %}
        weight
    from (
        select
            *,
            greatest({% for number in moved %}step_{{ number }}, {% endfor %}0)
            - least({% for number in moved %}step_{{ number }}, {% endfor %}0) as length
        from (
            select
                *,
                {%- if n_groups == 2 %}
                lack_1 / slope_1_1 as step_1
                {%- else %}
                (lack_1 * slope_2_2 + lack_2 * slope_1_2)
                / (slope_1_1 * slope_2_2 - slope_1_2 * slope_1_2) as step_1,
                (lack_2 * slope_1_1 + lack_1 * slope_1_2)
                / (slope_1_1 * slope_2_2 - slope_1_2 * slope_1_2) as step_2
                {%- endif %}
            from (
                select
                    *
                    {%- for one in moved %},
                    margin_{{ one }}
                    - {{ exact_sum('weight * share_' ~ one, over='area') }} as lack_{{ one }},
                    {{ exact_sum('weight * share_' ~ one ~ ' * (1 - share_' ~ one ~ ')', over='area') }}
                    + 1e-13 as slope_{{ one }}_{{ one }}
                    {%- if one == 2 %},
                    {{ exact_sum('weight * share_1 * share_2', over='area') }} as slope_1_2
                    {%- endif %}
                    {%- endfor %}
                from ({{ shares }}) as shares
                window area as (partition by {{ by | join(', ') }})
            ) as slopes
        ) as steps
        {{ computed_once() }}
    ) as lengths
    {{ computed_once() }}
{%- endmacro %}


{#- What is asked for more than once is computed once: PostgreSQL alone would put it in every place. -#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'segmon')()) }}
{%- endmacro %}


{% macro default__computed_once() -%}
{%- endmacro %}


{% macro postgres__computed_once() -%}
    offset 0
{%- endmacro %}
