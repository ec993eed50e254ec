{% macro adjusted_mutual_information(relation, by, groups, school_margin, group_margins) -%}
    {{ return(
        adapter.dispatch('adjusted_mutual_information', 'segmon')(
            relation, by, groups, school_margin, group_margins
        )
    ) }}
{%- endmacro %}


{#- Newton's method on a factor for each group: proportional fitting goes to the same table, in -#}
{#- hundreds of rounds where schools are very unlike. Ten steps are enough where groups change as in a -#}
{#- few years, twelve where half of each school does; what is not there by then has no such table. -#}
{% macro default__adjusted_mutual_information(
    relation, by, groups, school_margin, group_margins
) -%}
    {%- set n_groups = groups | length -%}
    {%- set n_steps = 12 -%}
    {%- if n_groups not in (2, 3) -%}
        {{ exceptions.raise_compiler_error('adjusted_mutual_information takes two or three groups') }}
    {%- endif -%}
    with fitted_areas as {{ computed_once() }} (
        {{ _areas_to_fit(relation, by, school_margin, group_margins) }}
    ),

    fitted_schools as {{ computed_once() }} (
        select
            fitted_areas.area_number,
            {%- for column in groups %}
            schools.n_{{ loop.index }},
            {%- endfor %}
            schools.n_pupils / fitted_areas.n_area_pupils as weight
        from (
            select
                {{ by | join(', ') }},
                {%- for column in groups %}
                cast({{ column }} as {{ type_double() }}) as n_{{ loop.index }},
                {%- endfor %}
                cast({{ school_margin }} as {{ type_double() }}) as n_pupils
            from {{ relation }}
    ) as schools
        inner join fitted_areas using ({{ by | join(', ') }})
    ),

    factors as {{ computed_once() }} (
        {{ _fitted_factors(n_groups, n_steps) }}
    ),

    shares as {{ computed_once() }} (
        {{ _fitted_shares('factors', n_groups) }}
    ),

    fitted_information as (
        {{ _information_where_fitted('shares', n_groups) }}
    )

    select
        {{ by | join(', ') }},
        mutual_information
    from fitted_areas
    inner join fitted_information using (area_number)
{%- endmacro %}


{#- The areas and their margins, with a number, by which they are joined sooner than by their keys. -#}
{% macro _areas_to_fit(relation, by, school_margin, group_margins) -%}
    {%- set all_groups = complete_sum('(' ~ group_margins | join(' + ') ~ ')') -%}
    select
        {{ by | join(', ') }},
        row_number() over (order by {{ by | join(', ') }}) as area_number,
        {%- for column in group_margins %}
        cast({{ complete_sum(column) }} as {{ type_double() }})
        / nullif({{ all_groups }}, 0) as margin_{{ loop.index }},
        {%- endfor %}
        nullif(cast({{ complete_sum(school_margin) }} as {{ type_double() }}), 0) as n_area_pupils
    from {{ relation }}
    group by {{ by | join(', ') }}
{%- endmacro %}


{#- The factors after the last step. A query that calls itself is planned once, not once a step; Spark -#}
{#- has none, and that of PostgreSQL may not count. -#}
{% macro _fitted_factors(n_groups, n_steps) -%}
    {{ return(adapter.dispatch('_fitted_factors', 'segmon')(n_groups, n_steps)) }}
{%- endmacro %}


{% macro default___fitted_factors(n_groups, n_steps) -%}
    with factors_0 as {{ computed_once() }} (
        {{ _first_factors(n_groups) }}
    )
    {%- for step in range(n_steps) %},

    shares_{{ step }} as {{ computed_once() }} (
        {{ _fitted_shares('factors_' ~ step, n_groups) }}
    ),

    factors_{{ step + 1 }} as {{ computed_once() }} (
        {{ _better_factors('shares_' ~ step, n_groups) }}
    )
    {%- endfor %}

    select * from factors_{{ n_steps }}
{%- endmacro %}


{% macro duckdb___fitted_factors(n_groups, n_steps) -%}
    with recursive steps as (
        {{ _first_factors(n_groups) }}
        union all
        {{ _better_factors(
            '(' ~ _fitted_shares('steps', n_groups) ~ ' where steps.step < ' ~ n_steps ~ ') as shares',
            n_groups
        ) }}
    )

    select * from steps
    where step = {{ n_steps }}
{%- endmacro %}


{% macro _first_factors(n_groups) %}
    select
        area_number,
        {%- for number in range(1, n_groups) %}
        cast(1 as {{ type_double() }}) as factor_{{ number }},
        {%- endfor %}
        {%- for number in range(1, n_groups + 1) %}
        margin_{{ number }},
        {%- endfor %}
        0 as step
    from fitted_areas
{%- endmacro %}


{#- The share of each group in each school, with the factors so far; that of the last group stays 1. -#}
{#- Columns and keys are spelled out, as the steps are many: Spark resolves so deep a query in rounds. -#}
{% macro _fitted_shares(factors, n_groups) -%}
    {%- set numbers, parts = range(1, n_groups + 1), [] -%}
    {%- for number in range(1, n_groups) -%}
        {%- do parts.append('n_' ~ number ~ ' * factor_' ~ number) -%}
    {%- endfor -%}
    {%- do parts.append('n_' ~ n_groups) %}
    select
        fitted_schools.area_number,
        fitted_schools.weight,
        {%- for number in numbers %}
        {%- if not loop.last %}
        {{ factors }}.factor_{{ number }},
        {%- endif %}
        {{ factors }}.margin_{{ number }},
        {{ parts[loop.index0] }} / nullif({{ parts | join(' + ') }}, 0)
        as share_{{ number }},
        {%- endfor %}
        {{ factors }}.step
    from fitted_schools
    inner join {{ factors }} on fitted_schools.area_number = {{ factors }}.area_number
{%- endmacro %}


{#- One step of Newton. A long one is cut short, by as much as keeps it going up (Sun and Tran-Dinh -#}
{#- 2019), and a little is added to the slopes, as a group may be absent. -#}
{% macro _better_factors(shares, n_groups) -%}
    {%- set moved = range(1, n_groups) -%}
    {%- if n_groups == 2 -%}
        {%- set steps = ['lack_1 / slope_1'] -%}
    {%- else -%}
        {%- set determinant = '(slope_1 * slope_2 - slope_1_2 * slope_1_2)' -%}
        {%- set steps = [
            '(lack_1 * slope_2 + lack_2 * slope_1_2) / ' ~ determinant,
            '(lack_2 * slope_1 + lack_1 * slope_1_2) / ' ~ determinant,
        ] -%}
    {%- endif -%}
    {%- set steps_and_none = (steps + ['0']) | join(', ') -%}
    {%- set length = '(greatest(' ~ steps_and_none ~ ') - least(' ~ steps_and_none ~ '))' -%}
    {%- set shortened = (
        'case when ' ~ length ~ ' > 0 then ln(1 + ' ~ length ~ ') / ' ~ length ~ ' else 1 end'
    ) %}
    select
        area_number,
        {%- for number in moved %}
        least(
            greatest(
                factor_{{ number }} * exp({{ steps[loop.index0] }} * {{ shortened }}), 1e-40
            ),
            1e40
        ) as factor_{{ number }},
        {%- endfor %}
        {%- for number in range(1, n_groups + 1) %}
        margin_{{ number }},
        {%- endfor %}
        step
    from (
        select
            area_number,
            {%- for number in moved %}
            {%- set term = 'weight * share_' ~ number %}
            max(factor_{{ number }}) as factor_{{ number }},
            max(margin_{{ number }}) - {{ exact_sum(term) }} as lack_{{ number }},
            {{ exact_sum(term ~ ' * (1 - share_' ~ number ~ ')') }} + 1e-13
            as slope_{{ number }},
            {%- endfor %}
            {%- if n_groups == 3 %}
            {{ exact_sum('weight * share_1 * share_2') }} as slope_1_2,
            {%- endif %}
            {%- for number in range(1, n_groups + 1) %}
            max(margin_{{ number }}) as margin_{{ number }},
            {%- endfor %}
            max(step) + 1 as step
        from {{ shares }}
        group by area_number
    ) as slopes
{%- endmacro %}


{#- M of the fitted tables, which are those whose groups have their margins. -#}
{% macro _information_where_fitted(shares, n_groups) -%}
    {%- set numbers = range(1, n_groups + 1) -%}
    select
        area_number,
        case
            when
                {%- for number in numbers %}
                {{ 'and ' if not loop.first -}}
                abs({{ exact_sum('weight * share_' ~ number) }} - max(margin_{{ number }})) < 1e-12
                {%- endfor %}
                then {{ exact_sum('weight * information') }}
        end as mutual_information
    from (
        select
            area_number,
            weight,
            {%- for number in numbers %}
            margin_{{ number }},
            share_{{ number }},
            {%- endfor %}
            {%- for number in numbers %}
            {{ '+ ' if not loop.first -}}
            case
                when share_{{ number }} > 0 and margin_{{ number }} > 0
                    then share_{{ number }} * ln(share_{{ number }} / margin_{{ number }})
                else 0
            end
            {%- endfor %} as information
        from {{ shares }}
    ) as schools
    group by area_number
{%- endmacro %}
