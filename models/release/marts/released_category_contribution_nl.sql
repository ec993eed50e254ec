{%- set rows -%}
{{ rows_of_areas(
    'category_contribution_nl', category=true, level="'municipality'",
    where=is_in_profile("'municipality'")
) }}
{%- endset -%}
{{ released_mart('category_contribution_nl', rows, 'nl') }}
