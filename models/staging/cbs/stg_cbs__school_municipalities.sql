{%- set division = var('municipal_division') -%}
{%- set year = 'left(school_year, 4)' if division == 'same_year' else "'" ~ division ~ "'" -%}

with addresses as (
    select
        school_year,
        school_id,
        object_id,
        municipality_code,
        {{ year }} as division_year
    from {{ ref('stg_cbs__school_addresses') }}
),

schools as (
    {{ served('addresses', 'cbs_object_municipalities') | indent(4) }}
),

object_municipalities as (
    select * from {{ ref('stg_cbs__object_municipalities') }}
)

{%- if division == 'same_year' %}

-- the code that the school's address has; where it has none, that of its object
select
    schools.school_year,
    schools.school_id,
    coalesce(schools.municipality_code, object_municipalities.municipality_code)
        as municipality_code
from schools
left join object_municipalities using (file_year, division_year, object_id)
{%- else %}
,

changes as (
    select * from {{ ref('municipality_changes') }}
),

-- mergers since the school year, one year after the other; of a split, the object alone knows
division_of_school_year as (
    select
        school_year,
        school_id,
        municipality_code
    from addresses
),
{%- for year in range(2018, division | int + 1) %}

division_{{ year }} as (
    select
        earlier.school_year,
        earlier.school_id,
        case when changes.old_code is null then earlier.municipality_code else changes.new_code end
            as municipality_code
    from {{ 'division_of_school_year' if loop.first else 'division_' ~ (year - 1) }} as earlier
    left join changes
        on
            earlier.municipality_code = changes.old_code
            and changes.year = {{ year }}
            and cast(left(earlier.school_year, 4) as {{ dbt.type_int() }}) < changes.year
),
{%- endfor %}

merged as (
    select * from {{ 'division_of_school_year' if division | int < 2018 else 'division_' ~ division }}
)

select
    schools.school_year,
    schools.school_id,
    coalesce(object_municipalities.municipality_code, merged.municipality_code)
        as municipality_code
from schools
inner join merged using (school_year, school_id)
left join object_municipalities using (file_year, division_year, object_id)
{%- endif %}
