{%- set rows -%}
{{ rows_of_areas(
    'segregation_national', further=is_further_index(), where=is_in_profile()
) }}
{%- endset -%}
{{ released_mart('segregation_national', rows) }}
