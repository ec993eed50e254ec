{%- set by = ['school_year', 'sector', 'characteristic', 'municipality_code'] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

area_schools as (
    select * from {{ ref('int_area_schools') }}
),

municipality_counts as (
    select * from {{ ref('int_area_counts') }}
    where area_level = 'municipality' and governance = 'all'
),

imbalances as (
    {{ school_imbalance(
        'school_group_counts', by, x='n_first', y='n_third', columns=['school_id', 'n_known']
    ) }}
),

-- what a school adds to the dissimilarity of its municipality, once per school that counts there
weighted_imbalances as (
    select
        imbalances.school_year,
        imbalances.sector,
        imbalances.characteristic,
        area_schools.area_level,
        area_schools.area_code,
        imbalances.school_id,
        0.5 * imbalances.imbalance * municipality_counts.n_schools as weighted_part,
        case when imbalances.n_known = 0 then 0 else 1 end as weight
    from imbalances
    inner join area_schools
        on
            imbalances.school_year = area_schools.school_year
            and imbalances.sector = area_schools.sector
            and imbalances.school_id = area_schools.school_id
    inner join municipality_counts
        on
            imbalances.school_year = municipality_counts.school_year
            and imbalances.sector = municipality_counts.sector
            and imbalances.characteristic = municipality_counts.characteristic
            and imbalances.municipality_code = municipality_counts.area_code
    where imbalances.imbalance is not null
),

area_weights as (
    select
        school_year,
        sector,
        characteristic,
        area_level,
        area_code,
        sum(weight) as area_weight
    from weighted_imbalances
    group by school_year, sector, characteristic, area_level, area_code
),

-- the parts of an area's schools add up to its dissimilarity: the mean weighted by schools
school_dissimilarity as (
    select
        weighted_imbalances.school_year,
        weighted_imbalances.sector,
        weighted_imbalances.characteristic,
        weighted_imbalances.area_level,
        weighted_imbalances.area_code,
        weighted_imbalances.school_id,
        weighted_imbalances.weighted_part / area_weights.area_weight as dissimilarity_part
    from weighted_imbalances
    inner join area_weights
        on
            weighted_imbalances.school_year = area_weights.school_year
            and weighted_imbalances.sector = area_weights.sector
            and weighted_imbalances.characteristic = area_weights.characteristic
            and weighted_imbalances.area_level = area_weights.area_level
            and weighted_imbalances.area_code = area_weights.area_code
)

select * from school_dissimilarity
