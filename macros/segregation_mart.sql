{#- The mart of one area level: the indices of its areas, rounded at the edge. -#}
{% macro segregation_mart(area_level) -%}
select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    index_code,
    {{ at_edge('index_value') }} as value,
    status,
    n_municipalities,
    n_schools,
    n_known as n_pupils,
    n_first,
    n_middle,
    n_third
from {{ ref('int_area_indices') }}
where area_level = '{{ area_level }}' and governance = 'all'
{%- endmacro %}
