with pupils as (
    select * from {{ ref('stg_cbs__pupil_homes') }}
),

schools as (
    {{ served(ref('stg_cbs__school_numbers'), 'cbs_object_coordinates') | indent(4) }}
),

school_places as (
    select * from {{ ref('stg_cbs__school_coordinates') }}
),

coordinates as (
    select * from {{ ref('stg_cbs__object_coordinates') }}
),

routes as (
    select
        schools.school_number,
        delivered.person_id,
        delivered.distance_m
    from schools
    inner join {{ ref('stg_cbs__route_distances') }} as delivered using (school_year, school_id)
)

-- a straight line, in whole metres, unless the route was delivered
select
    pupils.school_number,
    pupils.person_id,
    pupils.grade,
    pupils.object_id is not null as has_home,
    coalesce(
        routes.distance_m,
        round(
            sqrt(
                (of_home.x_metres - of_school.x_metres) * (of_home.x_metres - of_school.x_metres)
                + (of_home.y_metres - of_school.y_metres) * (of_home.y_metres - of_school.y_metres)
            )
        )
    ) / 1000 as home_to_school_km
from pupils
left join schools using (school_number)
left join school_places as of_school using (school_number)
left join routes using (school_number, person_id)
left join coordinates as of_home
    on schools.file_year = of_home.file_year and pupils.object_id = of_home.object_id
