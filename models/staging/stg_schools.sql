{{ with_kept_years('schools', ref('stg_' ~ var('layout') ~ '__schools')) }}
