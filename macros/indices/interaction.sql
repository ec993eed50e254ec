{% macro interaction(relation, by, x, y, total) -%}
    {{ return(adapter.dispatch('interaction', 'segmon')(relation, by, x, y, total)) }}
{%- endmacro %}


{% macro default__interaction(relation, by, x, y, total) -%}
    select
        {{ by | join(', ') }},
        -- an area without x or without y, or with an unknown total, has no xPy: null, never 0
        case
            when {{ complete_sum('n_y') }} > 0 and count(*) = count(n_total)
                then {{ exact_sum('n_x * n_y / nullif(n_total, 0)') }} / nullif({{ complete_sum('n_x') }}, 0)
        end as interaction
    from (
        select
            {{ by | join(', ') }},
            cast({{ x }} as {{ type_double() }}) as n_x,
            cast({{ y }} as {{ type_double() }}) as n_y,
            cast({{ total }} as {{ type_double() }}) as n_total
        from {{ relation }}
    ) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
