select * from {{ ref('stg_' ~ var('layout') ~ '__municipalities') }}
