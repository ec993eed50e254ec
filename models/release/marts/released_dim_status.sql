{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_status') }} as mart
{%- endset -%}
{{ released_mart('dim_status', rows) }}
