{%- set rows -%}
{{ rows_of_areas('pupils_to_move', where=is_in_profile()) }}
{%- endset -%}
{{ released_mart('pupils_to_move', rows) }}
