{{ with_kept_years('distance_counts', ref('stg_' ~ var('layout') ~ '__distance_counts')) }}
