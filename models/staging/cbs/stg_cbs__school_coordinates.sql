with numbers as (
    select * from {{ ref('stg_cbs__school_numbers') }}
),

school_objects as (
    select
        school_year,
        school_id,
        object_id
    from {{ ref('stg_cbs__school_addresses') }}
),

addresses as (
    {{ served('school_objects', 'cbs_object_coordinates') | indent(4) }}
),

numbered_addresses as (
    select
        numbers.school_number,
        addresses.file_year,
        addresses.object_id
    from numbers
    left join addresses using (school_year, school_id)
),

coordinates as (
    select * from {{ ref('stg_cbs__object_coordinates') }}
)

select
    numbered_addresses.school_number,
    coordinates.x_metres,
    coordinates.y_metres
from numbered_addresses
left join coordinates using (file_year, object_id)
