{#- Linkable pupils with the year of the file that serves them from a table of microdata; null where none does. -#}
{% macro served_pupils(pupils, table) -%}
select
    pupils.*,
    serving_files.file_year
from {{ pupils }} as pupils
left join {{ source('delivery', 'cbs_serving_files') }} as serving_files
    on
        pupils.school_year = serving_files.school_year
        and serving_files.table_name = '{{ table }}'
{%- endmacro %}
