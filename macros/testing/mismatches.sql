{#- The rows in which two relations disagree: another value, one null, or no such row. -#}
{% macro mismatches(actual, expected, by, columns, tolerance='1e-12') -%}
    select
        {{ by | join(', ') }}
        {%- for column in columns %},
        actual.{{ column }} as actual_{{ column }},
        expected.{{ column }} as expected_{{ column }}
        {%- endfor %}
    from {{ actual }} as actual
    full outer join {{ expected }} as expected using ({{ by | join(', ') }})
    where
        actual.{{ by[0] }} is null
        or expected.{{ by[0] }} is null
        {%- for column in columns %}
        -- the second term decides when a side is null: two nulls agree, one null does not
        or coalesce(
            abs(actual.{{ column }} - expected.{{ column }}) > {{ tolerance }},
            (actual.{{ column }} is null) <> (expected.{{ column }} is null)
        )
        {%- endfor %}
{%- endmacro %}
