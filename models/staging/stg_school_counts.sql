select * from {{ ref('stg_' ~ var('layout') ~ '__school_counts') }}
