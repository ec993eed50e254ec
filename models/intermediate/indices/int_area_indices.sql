with municipality_indices as (
    select * from {{ ref('int_municipality_indices') }}
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

-- a municipality weighs by its schools, and not at all where its index is undefined
weighted_indices as (
    select
        municipality_indices.school_year,
        municipality_indices.sector,
        municipality_indices.characteristic,
        municipality_indices.index_code,
        municipality_indices.municipality_code,
        municipality_indices.governance,
        municipality_indices.index_value * area_counts.n_schools as weighted_value,
        case
            when municipality_indices.index_value is not null then area_counts.n_schools
        end as weight
    from municipality_indices
    inner join area_counts
        on
            area_counts.area_level = 'municipality'
            and municipality_indices.municipality_code = area_counts.area_code
            and municipality_indices.school_year = area_counts.school_year
            and municipality_indices.sector = area_counts.sector
            and municipality_indices.characteristic = area_counts.characteristic
            and municipality_indices.governance = area_counts.governance
),

area_means as (
    select
        weighted_indices.school_year,
        weighted_indices.sector,
        weighted_indices.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        weighted_indices.governance,
        weighted_indices.index_code,
        {{ exact_sum('weighted_indices.weighted_value') }}
        / sum(weighted_indices.weight) as index_value
    from weighted_indices
    inner join municipality_areas
        on
            weighted_indices.school_year = municipality_areas.school_year
            and weighted_indices.municipality_code = municipality_areas.municipality_code
    group by
        weighted_indices.school_year,
        weighted_indices.sector,
        weighted_indices.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        weighted_indices.governance,
        weighted_indices.index_code
),

area_indices as (
    select
        area_counts.school_year,
        area_counts.sector,
        area_counts.characteristic,
        area_counts.area_level,
        area_counts.area_code,
        area_counts.area_name,
        area_counts.governance,
        area_means.index_code,
        case when area_counts.n_known is not null then area_means.index_value end as index_value,
        case
            when area_counts.n_known is null then 'incomplete_input'
            when area_means.index_value is null then 'group_absent'
            when area_counts.n_schools = 1 then 'single_school'
            else 'ok'
        end as status,
        area_counts.n_municipalities,
        area_counts.n_schools,
        area_counts.n_known,
        area_counts.n_first,
        area_counts.n_middle,
        area_counts.n_third
    from area_counts
    inner join area_means
        on
            area_counts.school_year = area_means.school_year
            and area_counts.sector = area_means.sector
            and area_counts.characteristic = area_means.characteristic
            and area_counts.area_level = area_means.area_level
            and area_counts.area_code = area_means.area_code
            and area_counts.governance = area_means.governance
)

select * from area_indices
