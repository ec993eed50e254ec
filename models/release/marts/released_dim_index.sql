{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_index') }} as mart
{%- endset -%}
{{ released_mart('dim_index', rows) }}
