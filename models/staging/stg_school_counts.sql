{{ with_kept_years('school_counts', ref('stg_' ~ var('layout') ~ '__school_counts')) }}
