select * from {{ source('canonical', 'schools') }}
