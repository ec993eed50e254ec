{%- set rows -%}
    -- how many symbols a table has is shown where each change of it is
    select
        mart.*,
        true as is_shown
    from {{ ref('segregation_change_chance') }} as mart
    where
        (mart.sector, mart.characteristic, mart.table_code) not in (
            select
                changes.sector,
                changes.characteristic,
                case changes.area_level when 'municipality' then 'municipalities' else 'appendix_b' end
            from {{ ref('segregation_change') }} as changes
            left join {{ ref('released_segregation_change') }} as released
                using (sector, characteristic, area_level, area_code, index_code, from_year)
            where changes.difference is not null and released.difference is null
        )
{%- endset -%}
{{ released_mart('segregation_change_chance', rows) }}
