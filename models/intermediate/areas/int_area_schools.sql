with schools as (
    select * from {{ ref('int_schools') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

area_schools as (
    select
        school_year,
        schools.sector,
        schools.school_id,
        municipality_code,
        municipality_areas.area_level,
        municipality_areas.area_code
    from schools
    inner join municipality_areas using (school_year, municipality_code)
)

select * from area_schools
