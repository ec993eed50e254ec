-- What: each category of schools has each definition; the shares of the segregation add up to 1,
-- the contributions by chance, weighted by schools, to 0; and D, or that by chance, is that of the
-- municipality.
-- Why: a category that is lost, or a D of another area, would not be seen in a single row.
-- How to resolve: look for the rows of the municipality in int_further_contributions, and for its
-- indices in int_area_indices; then at the macro of the definition.
with monitor as (
    select * from {{ ref('int_category_contributions') }}
),

contributions as (
    select * from {{ ref('int_further_contributions') }}
),

municipalities as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        max(case when index_code = 'dissimilarity' then index_value end) as dissimilarity,
        max(case when index_code = 'dissimilarity_expected' then index_value end)
            as dissimilarity_expected
    from {{ ref('int_area_indices') }}
    where area_level = 'municipality' and governance = 'all'
    group by school_year, sector, characteristic, area_code
),

categories as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        category_kind,
        count(*) as n_categories
    from monitor
    group by school_year, sector, characteristic, area_code, category_kind
),

sums as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        category_kind,
        definition,
        count(*) as n_categories,
        count(contribution) as n_defined,
        sum(contribution) as contribution,
        sum(n_schools) as n_schools,
        sum(n_schools * contribution) as weighted_contribution,
        min(dissimilarity) as lowest_dissimilarity,
        max(dissimilarity) as highest_dissimilarity
    from contributions
    group by school_year, sector, characteristic, area_code, category_kind, definition
),

definitions as (
    select code as definition
    from {{ ref('definitions') }}
    where defined_kind = 'definition' and code <> 'monitor'
),

compared as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        categories.category_kind,
        definitions.definition,
        categories.n_categories,
        sums.n_categories as n_found,
        sums.n_defined,
        sums.n_schools,
        sums.contribution,
        sums.weighted_contribution,
        sums.lowest_dissimilarity,
        sums.highest_dissimilarity,
        case
            when definitions.definition = 'monitor_expected'
                then municipalities.dissimilarity_expected
            when definitions.definition = 'size_neutral' then sums.lowest_dissimilarity
            else municipalities.dissimilarity
        end as dissimilarity
    from categories
    inner join municipalities using (school_year, sector, characteristic, area_code)
    cross join definitions
    left join sums
        using (school_year, sector, characteristic, area_code, category_kind, definition)
)

select * from compared
where
    coalesce(n_found, 0) <> n_categories
    or abs(lowest_dissimilarity - dissimilarity) > 1e-12
    or abs(highest_dissimilarity - dissimilarity) > 1e-12
    or (dissimilarity is null) <> (highest_dissimilarity is null)
    or (definition = 'additive' and abs(contribution - 1) > 1e-12)
    or (definition = 'monitor_expected' and abs(weighted_contribution) > 1e-12 * n_schools)
    -- these two are defined wherever D is
    or (
        definition in ('neutralised', 'monitor_expected')
        and n_defined <> case when dissimilarity is null then 0 else n_categories end
    )
