{% macro interaction(relation, by, x, y, total) -%}
    {{ return(adapter.dispatch('interaction', 'segmon')(relation, by, x, y, total)) }}
{%- endmacro %}


{% macro default__interaction(relation, by, x, y, total) -%}
    select
        {{ by | join(', ') }},
        {{ _mean_share_met('n_x', 'n_y', 'n_total') }} as interaction
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


{#- Of the schools of an area, doubles. Without x or without y, or with an unknown total, there is none: null, -#}
{#- never 0. -#}
{% macro _mean_share_met(n_x, n_y, n_total) -%}
    case
        when {{ complete_sum(n_y) }} > 0 and count(*) = count({{ n_total }})
            then {{ exact_sum(n_x ~ ' * ' ~ n_y ~ ' / nullif(' ~ n_total ~ ', 0)') }}
                / nullif({{ complete_sum(n_x) }}, 0)
    end
{%- endmacro %}
