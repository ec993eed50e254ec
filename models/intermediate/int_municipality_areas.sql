with municipalities as (
    select * from {{ ref('stg_municipalities') }}
),

focus_cities as (
    select * from {{ ref('focus_cities') }}
),

labels as (
    select * from {{ ref('labels') }}
),

municipality_areas as (
    select
        municipalities.school_year,
        municipalities.municipality_code,
        labels.label_kind as area_level,
        labels.code as area_code,
        labels.label_nl as area_name
    from municipalities
    inner join labels
        on
            labels.label_kind = 'national'
            or (
                labels.label_kind = 'urbanity'
                and labels.code = cast(municipalities.urbanity as {{ dbt.type_string() }})
            )
    union all
    select
        municipalities.school_year,
        municipalities.municipality_code,
        'g4' as area_level,
        focus_cities.municipality_code as area_code,
        focus_cities.area_name
    from municipalities
    inner join focus_cities
        on municipalities.municipality_code = focus_cities.municipality_code
    union all
    select
        school_year,
        municipality_code,
        'municipality' as area_level,
        municipality_code as area_code,
        municipality_name as area_name
    from municipalities
)

select * from municipality_areas
