-- What: in every municipality the contributions of the categories of a kind, weighted by their
-- schools, add up to 0, and their counterfactual dissimilarities average to D; every category has
-- the same D and status next to it, `few_schools` and `above_one` apart.
-- Why: the categories divide the schools of the municipality; a school in two categories or in none
-- breaks the identity, and every contribution with it.
-- How to resolve: find the school with no or two categories of the kind in int_school_categories;
-- then compare n_schools with that of the municipality in int_area_counts.
with contributions as (
    select
        *,
        case when status in ('few_schools', 'above_one') then 'ok' else status end as area_status
    from {{ ref('int_category_contributions') }}
),

municipalities as (
    select * from {{ ref('int_area_indices') }}
    where area_level = 'municipality' and governance = 'all' and index_code = 'dissimilarity'
),

sums as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        category_kind,
        sum(n_schools) as n_schools,
        sum(n_schools * contribution) as contributions,
        sum(n_schools * counterfactual_dissimilarity) / sum(n_schools) as mean_counterfactual,
        min(dissimilarity) as lowest_dissimilarity,
        max(dissimilarity) as highest_dissimilarity,
        count(distinct area_status) as n_statuses
    from contributions
    group by school_year, sector, characteristic, area_code, category_kind
)

select
    sums.*,
    municipalities.index_value
from sums
inner join municipalities using (school_year, sector, characteristic, area_code)
where
    sums.n_schools <> municipalities.n_schools
    or sums.n_statuses <> 1
    -- terms reach n_schools, so the rounding of their sum does too
    or abs(sums.contributions) > 1e-12 * sums.n_schools
    or abs(sums.mean_counterfactual - municipalities.index_value) > 1e-12
    or abs(sums.lowest_dissimilarity - municipalities.index_value) > 1e-12
    or abs(sums.highest_dissimilarity - municipalities.index_value) > 1e-12
    or (municipalities.index_value is null) <> (sums.contributions is null)
