{%- set columns -%}
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    governance,
    group_code,
    n_pupils,
    mean_km,
    median_km,
    status
{%- endset -%}
{%- set kept = kept_years('travel_distance') -%}
{#- without a kept year there are no rows, of the columns of the others -#}
{%- set delivered = ref('int_travel_distance') -%}

with kept_distances as (
    select * from {{ kept or delivered }}
    {%- if not kept %}
    where 1 = 0
    {%- endif %}
),

focus_cities as (
    select
        school_year,
        area_level as city_level,
        area_code,
        area_name as city_name
    from {{ ref('int_municipality_areas') }}
    where area_level = 'g4'
),

-- the distances of a city are those of its municipality, whichever cities are in focus now
city_distances as (
    select
        kept_distances.*,
        focus_cities.city_level,
        focus_cities.city_name
    from kept_distances
    inner join focus_cities using (school_year, area_code)
    where kept_distances.area_level = 'municipality'
)

select
    {{ columns }}
from kept_distances
union all
select
    {{ columns | replace('area_level', 'city_level') | replace('area_name', 'city_name') }}
from city_distances
