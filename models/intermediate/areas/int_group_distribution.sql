{%- set area = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'category_kind',
    'category_code',
] -%}

with school_counts as (
    select * from {{ ref('stg_school_counts') }}
),

school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

school_categories as (
    select * from {{ ref('int_school_categories') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

characteristic_groups as (
    select * from {{ ref('characteristics') }}
),

-- the pupils of one group, and all pupils of known group, in one table: the latter have no group
cells as (
    select
        school_year,
        sector,
        characteristic,
        school_id,
        group_code,
        n_pupils,
        0 as n_schools
    from school_counts
    where group_code is not null
    union all
    select
        school_year,
        sector,
        characteristic,
        school_id,
        null as group_code,
        n_known as n_pupils,
        case when n_known = 0 then 0 else 1 end as n_schools
    from school_group_counts
),

municipality_cells as (
    select
        school_year,
        sector,
        cells.characteristic,
        school_categories.municipality_code,
        school_categories.category_kind,
        school_categories.category_code,
        cells.group_code,
        {{ complete_count('cells.n_pupils') }} as n_pupils,
        {{ complete_count('cells.n_schools') }} as n_schools
    from cells
    inner join school_categories using (school_year, sector, school_id)
    group by
        school_year,
        sector,
        cells.characteristic,
        school_categories.municipality_code,
        school_categories.category_kind,
        school_categories.category_code,
        cells.group_code
),

area_cells as (
    select
        school_year,
        municipality_cells.sector,
        municipality_cells.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        municipality_cells.category_kind,
        municipality_cells.category_code,
        municipality_cells.group_code,
        {{ complete_count('municipality_cells.n_pupils') }} as n_pupils,
        {{ complete_count('municipality_cells.n_schools') }} as n_schools
    from municipality_cells
    inner join municipality_areas using (school_year, municipality_code)
    -- categories are shown for the country and the focus cities only
    where
        municipality_cells.category_kind = 'all'
        or municipality_areas.area_level in ('national', 'g4')
    group by
        school_year,
        municipality_cells.sector,
        municipality_cells.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        municipality_cells.category_kind,
        municipality_cells.category_code,
        municipality_cells.group_code
),

totals as (
    select
        {{ area | join(', ') }},
        area_name,
        n_schools,
        n_pupils as n_known
    from area_cells
    where group_code is null
),

-- every group of the seed in every area: nobody belongs to it is 0, a suppressed cell is null
group_distribution as (
    select
        {{ area | join(', ') }},
        totals.area_name,
        group_code,
        totals.n_schools,
        totals.n_known,
        case when area_cells.group_code is null then 0 else area_cells.n_pupils end as n_pupils
    from totals
    inner join characteristic_groups using (characteristic)
    left join area_cells using ({{ area | join(', ') }}, group_code)
)

select
    {{ area | join(',\n    ') }},
    area_name,
    group_code,
    n_schools,
    n_pupils,
    cast(n_pupils as {{ type_double() }}) / nullif(n_known, 0) as pupil_share,
    case
        when n_known is null then 'incomplete_input'
        when n_known = 0 then 'group_absent'
        else 'ok'
    end as status
from group_distribution
