with school_counts as (
    select * from {{ ref('stg_school_counts') }}
),

schools as (
    select * from {{ ref('stg_schools') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
),

characteristic_groups as (
    select * from {{ ref('characteristics') }}
),

municipality_counts as (
    select
        school_counts.school_year,
        school_counts.sector,
        school_counts.characteristic,
        school_counts.group_code,
        schools.municipality_code,
        {{ complete_count('school_counts.n_pupils') }} as n_pupils
    from school_counts
    inner join schools
        on
            school_counts.school_year = schools.school_year
            and school_counts.sector = schools.sector
            and school_counts.school_id = schools.school_id
    group by
        school_counts.school_year,
        school_counts.sector,
        school_counts.characteristic,
        school_counts.group_code,
        schools.municipality_code
),

area_group_counts as (
    select
        municipality_counts.school_year,
        municipality_counts.sector,
        municipality_counts.characteristic,
        municipality_counts.group_code,
        municipality_areas.area_level,
        municipality_areas.area_code,
        count(*) as n_cells,
        {{ complete_count('municipality_counts.n_pupils') }} as n_pupils
    from municipality_counts
    inner join municipality_areas
        on
            municipality_counts.school_year = municipality_areas.school_year
            and municipality_counts.municipality_code = municipality_areas.municipality_code
    group by
        municipality_counts.school_year,
        municipality_counts.sector,
        municipality_counts.characteristic,
        municipality_counts.group_code,
        municipality_areas.area_level,
        municipality_areas.area_code
),

-- every group of the seed in every area: nobody belongs to it is 0, a suppressed cell is null
group_distribution as (
    select
        area_counts.school_year,
        area_counts.sector,
        area_counts.characteristic,
        area_counts.area_level,
        area_counts.area_code,
        area_counts.area_name,
        characteristic_groups.group_code,
        case
            when area_group_counts.n_cells is null then 0
            else area_group_counts.n_pupils
        end as n_pupils,
        area_counts.n_known
    from area_counts
    inner join characteristic_groups
        on area_counts.characteristic = characteristic_groups.characteristic
    left join area_group_counts
        on
            area_counts.school_year = area_group_counts.school_year
            and area_counts.sector = area_group_counts.sector
            and area_counts.characteristic = area_group_counts.characteristic
            and area_counts.area_level = area_group_counts.area_level
            and area_counts.area_code = area_group_counts.area_code
            and characteristic_groups.group_code = area_group_counts.group_code
)

select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    group_code,
    n_pupils,
    cast(n_pupils as {{ type_double() }}) / nullif(n_known, 0) as pupil_share
from group_distribution
