{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_area') }} as mart
{%- endset -%}
{{ released_mart('dim_area', rows) }}
