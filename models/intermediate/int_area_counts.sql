with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

municipality_counts as (
    select
        school_year,
        sector,
        characteristic,
        municipality_code,
        -- a school counts when it has a pupil of known group; a suppressed cell stands for pupils too
        count(*) filter (where n_known > 0 or n_known is null) as n_schools,
        {%- for column in ['n_first', 'n_middle', 'n_third', 'n_missing', 'n_known'] %}
        {{ complete_sum(column) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from school_group_counts
    group by school_year, sector, characteristic, municipality_code
),

area_counts as (
    select
        municipality_counts.school_year,
        municipality_counts.sector,
        municipality_counts.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        count(*) filter (where municipality_counts.n_schools > 0) as n_municipalities,
        {%- for column in ['n_schools', 'n_first', 'n_middle', 'n_third', 'n_missing', 'n_known'] %}
        cast({{ complete_sum('municipality_counts.' ~ column) }} as {{ dbt.type_bigint() }})
            as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from municipality_counts
    inner join municipality_areas
        on
            municipality_counts.school_year = municipality_areas.school_year
            and municipality_counts.municipality_code = municipality_areas.municipality_code
    group by
        municipality_counts.school_year,
        municipality_counts.sector,
        municipality_counts.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name
)

select * from area_counts
