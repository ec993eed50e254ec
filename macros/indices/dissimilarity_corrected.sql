{% macro dissimilarity_corrected(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity_corrected', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- The shares of both groups at a school are taken as measured with the error of drawing them: what is -#}
{#- measured of their difference is on average the mean of a folded normal deviate. Twice the measured D -#}
{#- less half the sum of those means is D without that excess. -#}
{% macro default__dissimilarity_corrected(relation, by, x, y) -%}
    {%- set keys = by | join(', ') -%}
    with shares as (
        select
            {{ keys }},
            cast({{ complete_sum(x, over='area') }} as {{ type_double() }}) as n_x,
            cast({{ complete_sum(y, over='area') }} as {{ type_double() }}) as n_y,
            cast({{ x }} as {{ type_double() }})
            / nullif(cast({{ complete_sum(x, over='area') }} as {{ type_double() }}), 0) as share_x,
            cast({{ y }} as {{ type_double() }})
            / nullif(cast({{ complete_sum(y, over='area') }} as {{ type_double() }}), 0) as share_y
        from {{ relation }}
        window area as (partition by {{ keys }})
    ),

    errors as (
        select
            {{ keys }},
            abs(share_x - share_y) as imbalance,
            sqrt(share_x * (1 - share_x) / n_x + share_y * (1 - share_y) / n_y) as error
        from shares
    ),

    deviates as (
        select
            *,
            -- beyond 38 there is nothing left of the error
            case when error > 0 then least(imbalance / error, 38) / sqrt(2) end as deviate
        from errors
    ),

    expectations as (
        select
            {{ keys }},
            imbalance,
            case
                when error > 0
                    then error * 0.7978845608028654 * exp(-deviate * deviate)
                        + imbalance * ({{ error_function('deviate') }})
                else imbalance
            end as expected_imbalance
        from deviates
    )

    select
        {{ keys }},
        {{ exact_sum('imbalance') }} - 0.5 * {{ exact_sum('expected_imbalance') }}
            as dissimilarity_corrected
    from expectations
    group by {{ keys }}
{%- endmacro %}
