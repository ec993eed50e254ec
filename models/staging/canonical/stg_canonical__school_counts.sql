select * from {{ source('canonical', 'school_counts') }}
