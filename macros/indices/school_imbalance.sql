{% macro school_imbalance(relation, by, x, y, columns=[], condition='true') -%}
    select
        {{ (by + columns) | join(', ') }},
        -- an area without x or without y has no imbalance: null, never 0
        abs(n_x / nullif(n_area_x, 0) - n_y / nullif(n_area_y, 0)) as imbalance
    from ({{ school_counts(relation, by, x, y, columns, condition) }}) as counts
{%- endmacro %}
