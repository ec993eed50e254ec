{{ with_kept_years('municipalities', ref('stg_' ~ var('layout') ~ '__municipalities')) }}
