{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_characteristic') }} as mart
{%- endset -%}
{{ released_mart('dim_characteristic', rows) }}
