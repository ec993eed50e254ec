with enrolments as (
    select * from {{ ref('stg_cbs__pupil_enrolments') }}
    where person_id is not null
),

homes as (
    {{ served_pupils(ref('stg_cbs__pupil_homes'), 'cbs_object_coordinates') | indent(4) }}
),

school_objects as (
    select
        school_year,
        school_id,
        object_id
    from {{ ref('stg_cbs__school_addresses') }}
),

addresses as (
    {{ served_pupils('school_objects', 'cbs_object_coordinates') | indent(4) }}
),

coordinates as (
    select * from {{ ref('stg_cbs__object_coordinates') }}
),

school_places as (
    select
        addresses.school_year,
        addresses.school_id,
        coordinates.x_metres,
        coordinates.y_metres
    from addresses
    inner join coordinates using (file_year, object_id)
),

routes as (
    select * from {{ ref('stg_cbs__route_distances') }}
),

-- a straight line, in whole metres, unless the route was delivered
pupil_distances as (
    select
        enrolments.school_year,
        enrolments.sector,
        enrolments.person_id,
        homes.object_id is not null as has_home,
        coalesce(
            routes.distance_m,
            round(
                sqrt(
                    (of_home.x_metres - of_school.x_metres)
                    * (of_home.x_metres - of_school.x_metres)
                    + (of_home.y_metres - of_school.y_metres)
                    * (of_home.y_metres - of_school.y_metres)
                )
            )
        ) / 1000 as home_to_school_km
    from enrolments
    left join homes using (school_year, sector, person_id)
    left join school_places as of_school using (school_year, school_id)
    left join coordinates as of_home
        on homes.file_year = of_home.file_year and homes.object_id = of_home.object_id
    left join routes using (school_year, person_id, school_id)
)

select * from pupil_distances
