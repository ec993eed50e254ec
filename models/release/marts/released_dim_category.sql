{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_category') }} as mart
{%- endset -%}
{{ released_mart('dim_category', rows) }}
