{#- Rows of school years, with the year of the file that serves theirs from a table of microdata; null where none does. -#}
{% macro served(rows, table) -%}
select
    served_rows.*,
    {{ whole_number('serving_files.file_year') }} as file_year
from {{ rows }} as served_rows
left join {{ source('delivery', 'cbs_serving_files') }} as serving_files
    on
        served_rows.school_year = serving_files.school_year
        and serving_files.table_name = '{{ table }}'
{%- endmacro %}
