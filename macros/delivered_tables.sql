{#- The `schools` table of the canonical form, shared by every layout that delivers it as such. -#}
{% macro delivered_schools() -%}
select
    school_year,
    sector,
    cast(school_id as {{ dbt.type_string() }}) as school_id,
    school_name,
    {{ municipality_code('municipality_code') }} as municipality_code,
    denomination,
    programmes
from {{ source('delivery', 'schools') }}
{%- endmacro %}


{#- The `municipalities` table of the canonical form, shared by every layout. -#}
{% macro delivered_municipalities() -%}
select
    school_year,
    {{ municipality_code('municipality_code') }} as municipality_code,
    municipality_name,
    {{ whole_number('urbanity') }} as urbanity
from {{ source('delivery', 'municipalities') }}
{%- endmacro %}
