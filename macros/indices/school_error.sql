{% macro school_error(relation, by, x, y) -%}
    {{ return(adapter.dispatch('school_error', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- The shares of both groups at a school are taken as measured with the error of drawing them: what is -#}
{#- measured of their difference is a folded normal deviate. -#}
{% macro default__school_error(relation, by, x, y) -%}
    {%- set keys = by | join(', ') -%}
    with shares as (
        select
            {{ keys }},
            n_area_x as n_x,
            n_area_y as n_y,
            n_x / nullif(n_area_x, 0) as share_x,
            n_y / nullif(n_area_y, 0) as share_y
        from ({{ school_counts(relation, by, x, y) }}) as counts
    ),

    errors as (
        select
            *,
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

    certainties as (
        select
            *,
            case when error > 0 then {{ error_function('deviate') }} else 1 end as certainty
        from deviates
    )

    select
        {{ keys }},
        n_x,
        n_y,
        share_x,
        share_y,
        imbalance,
        error,
        deviate,
        sign(share_x - share_y) * certainty as slope,
        case
            when error > 0
                then error * 0.7978845608028654 * exp(-deviate * deviate)
                    + imbalance * certainty
            else imbalance
        end as expected_imbalance
    from certainties
{%- endmacro %}
