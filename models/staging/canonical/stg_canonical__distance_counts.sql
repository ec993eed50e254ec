select * from {{ source('canonical', 'distance_counts') }}
