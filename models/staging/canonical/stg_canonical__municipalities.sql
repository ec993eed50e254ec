select * from {{ source('canonical', 'municipalities') }}
