{% macro dissimilarity_expected(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity_expected', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- The variance of a sum of deviations is that of each, and what two schools have in common. That is the -#}
{#- part that follows the counts, exact, and the rest, which goes with the square of the correlation of -#}
{#- two counts (minus the root of the product of their odds) and a little with its fourth power: as of -#}
{#- normal deviates, with coefficients that add up to 1, so that two schools are exact. Each is a product -#}
{#- of two schools, so that sums over schools are enough; only one school can have odds above 1, and it -#}
{#- is kept apart. -#}
{% macro default__dissimilarity_expected(relation, by, x, y) -%}
    {%- set keys = by | join(', ') -%}
    {%- set second = 0.8759689 -%}
    {%- set powers = [('odds', second), ('odds * odds', 1 - second)] -%}
    with chance as (
        {{ school_chance(relation, by, x, y) }}
    ),

    -- all in parts of D
    parts as (
        select
            {{ keys }},
            share,
            odds,
            slope,
            mean_deviation * (n_rarer + n_other) / (2 * n_rarer * n_other) as mean_part,
            (n_rarer + n_other) * (n_rarer + n_other)
            / (4 * n_rarer * n_other * (n_rarer + n_other - 1)) as unit,
            row_number() over (partition by {{ keys }} order by share desc) = 1 as is_largest
        from chance
    ),

    residuals as (
        select
            *,
            greatest(
                unit * share * (1 - share) * (1 - slope * slope) - mean_part * mean_part, 0
            ) as residual
        from parts
    ),

    sums as (
        select
            {{ keys }},
            {{ exact_sum('mean_part') }} as mean,
            {{ exact_sum('unit * share * (1 - share) - mean_part * mean_part') }} as own_variance,
            max(unit) as unit,
            {{ exact_sum('slope * share') }} as slopes,
            {{ exact_sum('slope * slope * share * share') }} as squared_slopes
            {%- for power, _ in powers %}{% set number = loop.index %},
            coalesce(max(case when is_largest then sqrt(residual) * {{ power }} end), 0)
                as largest_{{ number }},
            coalesce({{ exact_sum('case when not is_largest then sqrt(residual) * ' ~ power ~ ' end') }}, 0)
                as others_{{ number }},
            coalesce({{ exact_sum('case when not is_largest then residual * ' ~ power ~ ' * ' ~ power ~ ' end') }}, 0)
                as squared_others_{{ number }}
            {%- endfor %}
        from residuals
        group by {{ keys }}
    ),

    variances as (
        select
            *,
            own_variance - unit * (slopes * slopes - squared_slopes)
            {%- for _, coefficient in powers %}{% set number = loop.index %}
            + {{ coefficient }} * (
                2 * largest_{{ number }} * others_{{ number }}
                + others_{{ number }} * others_{{ number }} - squared_others_{{ number }}
            )
            {%- endfor %} as variance
        from sums
    ),

    areas as (
        select
            {{ keys }},
            {{ complete_sum(x) }} as n_x,
            {{ complete_sum(y) }} as n_y
        from {{ relation }}
        group by {{ keys }}
    )

    select
        {{ keys }},
        case when areas.n_x > 0 and areas.n_y > 0 then coalesce(variances.mean, 0) end
            as dissimilarity_expected,
        -- where every deal has the same D, what is left is rounding
        case
            when variances.variance > 1e-12 then sqrt(variances.variance)
            when areas.n_x > 0 and areas.n_y > 0 then 0
        end as standard_deviation
    from areas
    left join variances using ({{ keys }})
{%- endmacro %}
