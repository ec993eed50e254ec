{% macro school_counts(relation, by, x, y, columns=[], condition='true') -%}
    select
        {{ (by + columns) | join(', ') }},
        cast({{ x }} as {{ type_double() }}) as n_x,
        cast({{ y }} as {{ type_double() }}) as n_y,
        cast({{ complete_sum(x, over='area') }} as {{ type_double() }}) as n_area_x,
        cast({{ complete_sum(y, over='area') }} as {{ type_double() }}) as n_area_y
    from {{ relation }}
    where {{ condition }}
    window area as (partition by {{ by | join(', ') }})
{%- endmacro %}
