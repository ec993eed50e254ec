{% macro dissimilarity(relation, by, x, y) -%}
    {{ return(adapter.dispatch('dissimilarity', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{% macro default__dissimilarity(relation, by, x, y) -%}
    select
        {{ by | join(', ') }},
        -- an area without x or without y has no D: null, never 0
        0.5 * sum(abs(n_x / nullif(total_x, 0) - n_y / nullif(total_y, 0))) as dissimilarity
    from (
        select
            {{ by | join(', ') }},
            cast({{ x }} as {{ type_double() }}) as n_x,
            cast({{ y }} as {{ type_double() }}) as n_y,
            cast({{ complete_sum(x, over='area') }} as {{ type_double() }}) as total_x,
            cast({{ complete_sum(y, over='area') }} as {{ type_double() }}) as total_y
        from {{ relation }}
        window area as (partition by {{ by | join(', ') }})
    ) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
