{%- set rows -%}
    select
        mart.*,
        true as is_shown
    from {{ ref('dim_school_year') }} as mart
{%- endset -%}
{{ released_mart('dim_school_year', rows) }}
