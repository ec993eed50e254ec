with municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

stg_municipalities as (
    select * from {{ ref('stg_municipalities') }}
),

school_years as (
    select * from {{ ref('dim_school_year') }}
),

focus_cities as (
    select * from {{ ref('focus_cities') }}
),

municipality_tiles as (
    select * from {{ ref('municipality_tiles') }}
),

labels as (
    select * from {{ ref('labels') }}
),

areas as (
    select distinct
        municipality_areas.school_year,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name
    from municipality_areas
    -- a list of municipalities may have years without pupils
    inner join school_years using (school_year)
),

-- one that went up in another may have the tile of that one: in a year with both, the first has it
municipalities as (
    select
        stg_municipalities.school_year,
        stg_municipalities.municipality_code,
        stg_municipalities.urbanity,
        municipality_tiles.tile_column,
        municipality_tiles.tile_row,
        row_number() over (
            partition by
                stg_municipalities.school_year,
                municipality_tiles.tile_column,
                municipality_tiles.tile_row
            order by municipality_code
        ) as place_on_tile
    from stg_municipalities
    left join municipality_tiles using (municipality_code)
),

-- the same for an area in every year: areas of the same order go by their names
ordered as (
    select
        areas.*,
        case
            when areas.area_level = 'national' then 100
            when areas.area_level = 'g4' then 200 + coalesce(focus_cities.sort_order, 99)
            when areas.area_code = 'unknown' then 399
            when areas.area_level = 'urbanity'
                then 300 + cast(areas.area_code as {{ dbt.type_int() }})
            else 400
        end as sort_order
    from areas
    left join focus_cities on areas.area_code = focus_cities.municipality_code
)

select
    ordered.school_year,
    ordered.area_level,
    ordered.area_code,
    ordered.sort_order,
    ordered.area_name as name_nl,
    coalesce(labels.label_en, ordered.area_name) as name_en,
    cast(municipalities.urbanity as {{ dbt.type_string() }}) as urbanity,
    case when municipalities.place_on_tile = 1 then municipalities.tile_column end as tile_column,
    case when municipalities.place_on_tile = 1 then municipalities.tile_row end as tile_row
from ordered
left join labels
    on ordered.area_level = labels.label_kind and ordered.area_code = labels.code
left join municipalities
    on
        ordered.area_level in ('g4', 'municipality')
        and ordered.school_year = municipalities.school_year
        and ordered.area_code = municipalities.municipality_code
