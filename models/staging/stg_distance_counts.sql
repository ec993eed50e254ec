select * from {{ ref('stg_' ~ var('layout') ~ '__distance_counts') }}
