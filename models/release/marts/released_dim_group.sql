{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_group') }} as mart
{%- endset -%}
{{ released_mart('dim_group', rows) }}
