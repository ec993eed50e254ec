{%- set rows -%}
{{ rows_of_areas(
    'segregation_governance', governance='mart.governance', further=is_further_index(),
    where=is_in_profile() ~ ' and ' ~ has_governance('mart.governance')
) }}
{%- endset -%}
{{ released_mart('segregation_governance', rows) }}
