{%- set rows -%}
{{ rows_of_changes(
    'segregation_governance_change', governance='mart.governance',
    finer=['symbol_exact', 'is_rounding_sensitive'],
) }}
{%- endset -%}
{{ released_mart('segregation_governance_change', rows) }}
