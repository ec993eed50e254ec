with schools as (
    select * from {{ ref('int_schools') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

area_schools as (
    select
        schools.school_year,
        schools.sector,
        schools.school_id,
        schools.municipality_code,
        municipality_areas.area_level,
        municipality_areas.area_code
    from schools
    inner join municipality_areas
        on
            schools.school_year = municipality_areas.school_year
            and schools.municipality_code = municipality_areas.municipality_code
)

select * from area_schools
