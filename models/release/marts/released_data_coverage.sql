{%- set reasons = ['n_no_parent', 'n_no_row', 'n_code_unknown', 'n_institutional'] -%}
{%- set are_large = [] -%}
{%- for reason in reasons -%}
    {%- do are_large.append('mart.' ~ reason ~ ' >= limits.min_count') -%}
{%- endfor -%}
{%- set rows -%}
    select
        mart.* replace (
            -- the reasons add up to the unknown: all are shown, or none
            {%- for reason in reasons %}
            case when {{ are_large | join(' and ') }} then mart.{{ reason }} end as {{ reason }},
            {%- endfor %}
            -- that no row was left out says nothing of a pupil
            case
                when mart.n_rejected = 0 or mart.n_rejected >= limits.min_count then mart.n_rejected
            end as n_rejected
        ),
        shown.block_id is not null and coalesce(mart.n_missing, 0) >= limits.min_count as is_shown
    from {{ ref('data_coverage') }} as mart
    left join {{ ref('release_shown') }} as shown
        on
            mart.school_year = shown.school_year
            and mart.sector = shown.sector
            and mart.characteristic = shown.characteristic
            and shown.area_level = 'national'
            and shown.category_kind = 'all'
    cross join {{ ref('release_rules') }} as limits
{%- endset -%}
{{ released_mart('data_coverage', rows) }}
