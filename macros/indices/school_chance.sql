{#- The school sizes and the two totals are given; which pupils a school gets is chance. The rarer group -#}
{#- is counted, which is enough: of the other it has the rest. -#}
{% macro school_chance(relation, by, x, y, columns=[]) -%}
    {%- set keys = by | join(', ') -%}
    {%- set passed_on = (by + columns) | join(', ') -%}
    {#- the members of the rarer group and of the other, at this school and elsewhere -#}
    {%- set cells = ['here_rarer', 'there_rarer', 'here_other', 'there_other'] -%}
    {%- set sizes = ['n_rarer', 'n_other', 'n_school', 'n_elsewhere'] -%}
    {#- P(b < mode) / P(b = mode), in eight terms: enough where the variance is at most 2 -#}
    {%- set below = namespace(sql='0') -%}
    {%- for k in range(8, 0, -1) -%}
        {%- set below.sql = 'greatest(mode - ' ~ (k - 1) ~ ', 0) * greatest(there_other - '
            ~ (k - 1) ~ ', 0) / ((there_rarer + ' ~ k ~ ') * (here_other + ' ~ k ~ '))'
            ~ ' * (1 + ' ~ below.sql ~ ')' -%}
    {%- endfor -%}
    -- an area with an unknown count, or without one of the groups, has none
    with school_sizes as (
        select
            {{ passed_on }},
            n_x + n_y as n_school,
            least(n_area_x, n_area_y) as n_rarer,
            greatest(n_area_x, n_area_y) as n_other
        from ({{ school_counts(relation, by, x, y, columns) }}) as counts
        where n_x + n_y > 0 and n_area_x > 0 and n_area_y > 0
    ),

    -- the least count above the expected one
    modes as (
        select
            *,
            n_rarer + n_other as n_pupils,
            n_rarer + n_other - n_school as n_elsewhere,
            n_school / (n_rarer + n_other) as share,
            floor(n_school * n_rarer / (n_rarer + n_other)) + 1 as mode
        from school_sizes
    ),

    -- the pupils in each of the four cells if that is dealt, and on average
    tables as (
        select
            *,
            mode as here_rarer,
            n_rarer - mode as there_rarer,
            n_school - mode as here_other,
            n_elsewhere - n_rarer + mode as there_other,
            n_rarer * share as mean_here_rarer,
            n_rarer * (1 - share) as mean_there_rarer,
            n_other * share as mean_here_other,
            n_other * (1 - share) as mean_there_other
        from modes
        -- else nothing is to deal: all pupils are at this school
        where mode <= least(n_rarer, n_school)
    ),

    -- the probability of it
    densities as (
        select
            *,
            exp(
                {% for size in sizes %}{{ stirling_remainder(size) }} + {% endfor %}0
                - {{ stirling_remainder('n_pupils') }}
                {%- for cell in cells %}
                - {{ stirling_remainder(cell) }}
                - {{ deviance(cell, 'mean_' ~ cell) }}
                {%- endfor %}
            ) as density
        from tables
    ),

    -- of b less its expectation: the mean above 0, the variance, and the distance of the mode
    moments as (
        select
            *,
            mode * there_other * density / n_pupils as upper_mean,
            n_school * (1 - share) * n_rarer * n_other / (n_pupils * (n_pupils - 1))
                as variance,
            mode - mean_here_rarer as distance
        from densities
    ),

    -- the probability of the mode or more: of few pupils summed, else that of a normal deviate with
    -- its skewness
    tails as (
        select
            *,
            case
                when variance <= 2 then 1 - density * {{ below.sql }}
                else 0.5 - (z - z * z * z / 6) * 0.3989422804014327
                    + (z * z - 1) * exp(-z * z / 2) * 0.3989422804014327 / 6
                    * (n_other - n_rarer) * (1 - 2 * share)
                    / ((n_pupils - 2) * sqrt(variance))
            end as upper_probability
        from (select *, (distance - 0.5) / sqrt(variance) as z from moments) as deviates
    ),

    -- how the deviation follows the count itself
    slopes as (
        select
            *,
            2 * upper_probability - 1
            + 2 * upper_mean / variance / (n_pupils - 1)
            * (n_pupils * distance - n_rarer - n_school + 2 * mean_here_rarer) as slope
        from tails
    )

    select
        {{ passed_on }},
        share,
        share / (1 - share) as odds,
        slope,
        n_rarer,
        n_other,
        2 * upper_mean as mean_deviation,
        variance
    from slopes
{%- endmacro %}
