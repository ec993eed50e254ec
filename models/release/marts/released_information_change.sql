{%- set rows -%}
{{ rows_of_changes('information_change', is_further=true) }}
{%- endset -%}
{{ released_mart('information_change', rows) }}
