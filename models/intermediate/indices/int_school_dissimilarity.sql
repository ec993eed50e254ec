{%- set by = ['school_year', 'sector', 'characteristic', 'municipality_code'] -%}
{%- set area = ['school_year', 'sector', 'characteristic', 'area_level', 'area_code'] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

area_schools as (
    select * from {{ ref('int_area_schools') }}
),

municipality_counts as (
    select
        school_year,
        sector,
        characteristic,
        area_code as municipality_code,
        n_schools
    from {{ ref('int_area_counts') }}
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
        school_year,
        sector,
        characteristic,
        area_schools.area_level,
        area_schools.area_code,
        school_id,
        0.5 * imbalances.imbalance * municipality_counts.n_schools as weighted_part,
        case when imbalances.n_known = 0 then 0 else 1 end as weight
    from imbalances
    inner join area_schools using (school_year, sector, municipality_code, school_id)
    inner join municipality_counts using (school_year, sector, characteristic, municipality_code)
    where imbalances.imbalance is not null
),

area_weights as (
    select
        {{ area | join(', ') }},
        sum(weight) as area_weight
    from weighted_imbalances
    group by {{ area | join(', ') }}
),

-- the parts of an area's schools add up to its dissimilarity: the mean weighted by schools
school_dissimilarity as (
    select
        {{ area | join(', ') }},
        weighted_imbalances.school_id,
        weighted_imbalances.weighted_part / area_weights.area_weight as dissimilarity_part
    from weighted_imbalances
    inner join area_weights using ({{ area | join(', ') }})
)

select * from school_dissimilarity
