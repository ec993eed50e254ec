{%- if var('municipal_division') == 'same_year' -%}
{{ delivered_municipalities() }}
{%- else -%}
with municipalities as (
    {{ delivered_municipalities() | indent(4) }}
),

school_years as (
    select distinct school_year from {{ source('delivery', 'cbs_serving_files') }}
)

-- every school year has the municipalities of one, and their urbanity
select
    school_years.school_year,
    municipalities.municipality_code,
    municipalities.municipality_name,
    municipalities.urbanity
from school_years
cross join municipalities
where left(municipalities.school_year, 4) = '{{ var("municipal_division") }}'
{%- endif %}
