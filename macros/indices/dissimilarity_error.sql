{% macro dissimilarity_error(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity_error', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- The variance of a sum of imbalances is that of each, and what two schools have in common. That is the part -#}
{#- that follows their shares, and the rest, which goes with the square of the correlation of two shares. -#}
{#- Each is a product of two schools, so that sums over schools are enough. -#}
{% macro default__dissimilarity_error(relation, by, x, y) -%}
    {%- set keys = by | join(', ') -%}
    with errors as (
        {{ school_error(relation, by, x, y) }}
    ),

    deviations as (
        select
            *,
            imbalance * imbalance + error * error - expected_imbalance * expected_imbalance
                as own_variance
        from errors
    ),

    residuals as (
        select
            *,
            -- what does not follow the shares: beyond a deviate of 3 next to nothing, and rounding
            case
                when deviate < 3
                    then sqrt(greatest(own_variance - slope * slope * error * error, 0))
                else 0
            end as residual
        from deviations
    ),

    parts as (
        select
            *,
            case
                when residual > 0 then residual * share_x * share_x / (error * error * n_x) else 0
            end as residual_x,
            case
                when residual > 0 then residual * share_y * share_y / (error * error * n_y) else 0
            end as residual_y
        from residuals
    ),

    variances as (
        select
            {{ keys }},
            {{ exact_sum(
                'own_variance'
                ~ ' + slope * slope * (share_x * share_x / n_x + share_y * share_y / n_y)'
                ~ ' - (residual_x + residual_y) * (residual_x + residual_y)'
            ) }}
            - {{ exact_sum('slope * share_x') }} * {{ exact_sum('slope * share_x') }} / max(n_x)
            - {{ exact_sum('slope * share_y') }} * {{ exact_sum('slope * share_y') }} / max(n_y)
            + {{ exact_sum('residual_x') }} * {{ exact_sum('residual_x') }}
            + {{ exact_sum('residual_y') }} * {{ exact_sum('residual_y') }}
            + 2 * {{ exact_sum('sqrt(residual_x * residual_y)') }}
            * {{ exact_sum('sqrt(residual_x * residual_y)') }} as variance
        from parts
        group by {{ keys }}
    )

    select
        {{ keys }},
        -- where no other deal is possible, what is left is rounding
        case when variance > 1e-12 then sqrt(variance) / 2 when variance is not null then 0 end
            as standard_error
    from variances
{%- endmacro %}
