{%- set rows -%}
{{ rows_of_changes(
    'segregation_change_span',
    finer=['symbol_exact', 'is_rounding_sensitive', 'standard_error', 'is_beyond_chance']
) }}
{%- endset -%}
{{ released_mart('segregation_change_span', rows) }}
