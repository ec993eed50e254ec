{% macro school_imbalance(relation, by, x, y, columns=[], condition='true') -%}
    select
        {{ (by + columns) | join(', ') }},
        -- an area without x or without y has no imbalance: null, never 0
        abs(
            cast({{ x }} as {{ type_double() }})
            / nullif(cast({{ complete_sum(x, over='area') }} as {{ type_double() }}), 0)
            - cast({{ y }} as {{ type_double() }})
            / nullif(cast({{ complete_sum(y, over='area') }} as {{ type_double() }}), 0)
        ) as imbalance
    from {{ relation }}
    where {{ condition }}
    window area as (partition by {{ by | join(', ') }})
{%- endmacro %}
