{#- The indices of the areas of some levels, rounded at the edge: among all schools, or per governance. -#}
{% macro segregation_mart(area_levels, governances=none) -%}
select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    {%- if governances %}
    governance,
    {%- endif %}
    index_code,
    {{ at_edge('index_value') }} as value,
    status,
    n_municipalities,
    n_schools,
    n_known as n_pupils,
    n_first,
    n_middle,
    n_third,
    '{{ var("municipal_division") }}' as municipal_division
from {{ ref('int_area_indices') }}
where
    area_level in ('{{ area_levels | join("', '") }}')
    and governance in ('{{ (governances or ['all']) | join("', '") }}')
{%- endmacro %}
