{%- set rows -%}
{{ rows_of_changes(
    'segregation_change',
    parts=['change_opened_schools', 'change_same_schools', 'change_closed_schools'],
    finer=['symbol_exact', 'is_rounding_sensitive', 'standard_error', 'is_beyond_chance']
) }}
{%- endset -%}
{{ released_mart('segregation_change', rows) }}
