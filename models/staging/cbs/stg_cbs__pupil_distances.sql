with enrolments as (
    select * from {{ ref('stg_cbs__pupil_enrolments') }}
    where person_id is not null
),

homes as (
    {{ served_pupils(ref('stg_cbs__pupil_homes'), 'cbs_object_coordinates') | indent(4) }}
),

addresses as (
    select * from {{ ref('stg_cbs__school_addresses') }}
),

coordinates as (
    select * from {{ ref('stg_cbs__object_coordinates') }}
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
    left join addresses using (school_year, school_id)
    left join coordinates as of_home
        on homes.file_year = of_home.file_year and homes.object_id = of_home.object_id
    left join coordinates as of_school
        on homes.file_year = of_school.file_year and addresses.object_id = of_school.object_id
    left join routes using (school_year, person_id, school_id)
)

select * from pupil_distances
