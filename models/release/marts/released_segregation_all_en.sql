{%- set rows -%}
{{ rows_of_areas(
    'segregation_all_en', further=is_further_index(), where=is_in_profile()
) }}
{%- endset -%}
{{ released_mart('segregation_all_en', rows, 'en') }}
