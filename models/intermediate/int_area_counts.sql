with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

municipalities as (
    select
        school_year,
        sector,
        characteristic,
        municipality_code,
        -- a school counts when it has a pupil of known group; a suppressed cell hides pupils too
        count(*) filter (where n_known > 0 or n_known is null) as n_schools,
        {%- for column in ['n_first', 'n_middle', 'n_third', 'n_missing', 'n_known'] %}
        {{ complete_count(column) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from school_group_counts
    group by school_year, sector, characteristic, municipality_code
),

area_counts as (
    select
        municipalities.school_year,
        municipalities.sector,
        municipalities.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        count(*) filter (where municipalities.n_schools > 0) as n_municipalities,
        {%- for column in ['n_schools', 'n_first', 'n_middle', 'n_third', 'n_missing', 'n_known'] %}
        {{ complete_count('municipalities.' ~ column) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from municipalities
    inner join municipality_areas
        on
            municipalities.school_year = municipality_areas.school_year
            and municipalities.municipality_code = municipality_areas.municipality_code
    group by
        municipalities.school_year,
        municipalities.sector,
        municipalities.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name
)

select * from area_counts
