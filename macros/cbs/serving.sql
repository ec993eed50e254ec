{#- The rows of a table of microdata, once for each school year that their file serves. -#}
{% macro serving(table) -%}
select
    serving_files.school_year,
    delivered.*
from {{ source('delivery', table) }} as delivered
inner join {{ source('delivery', 'cbs_serving_files') }} as serving_files using (file_year)
where serving_files.table_name = '{{ table }}'
{%- endmacro %}
