{%- set area = 'school_year, sector, characteristic, area_level, area_code' -%}
{%- set rows -%}
    -- how many are unknown: of the larger areas only, as the total of a school is public
    select
        judged.* replace (
            {{ are_enough(area) }} as is_shown,
            {%- for column in ['n_missing', 'missing_share'] %}
            case
                when
                    judged.is_further_shown
                    and judged.area_level <> 'municipality'
                    and judged.n_missing >= limits.min_count
                    then judged.{{ column }}
            end as {{ column }}
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )
    from (
        {{ rows_of_areas('group_distribution', where=is_in_profile()) }}
    ) as judged
    cross join {{ ref('release_rules') }} as limits
{%- endset -%}
{{ released_mart('group_distribution', rows) }}
