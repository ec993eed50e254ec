{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_definition') }} as mart
{%- endset -%}
{{ released_mart('dim_definition', rows) }}
