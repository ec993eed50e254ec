{%- set topic = 'school_year, sector, characteristic, area_level, area_code, governance' -%}
{%- set rows -%}
    -- pupils whose distance is known are fewer than those whose group is
    select
        judged.* replace ({{ are_enough(topic) }} as is_shown)
    from (
        {{ rows_of_areas(
            'travel_distance', governance='mart.governance',
            where=is_in_profile() ~ ' and ' ~ has_governance('mart.governance')
        ) }}
    ) as judged
    cross join {{ ref('release_rules') }} as limits
{%- endset -%}
{{ released_mart('travel_distance', rows) }}
