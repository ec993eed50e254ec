-- What: weighted by their schools, the categories' counterfactual D average to the D of the
-- dissimilarity macro, and their contributions to 0; their schools add up to n.
-- Why: only then may a contribution be read as a part of the segregation (Boterman 2018).
-- How to resolve: repair macros/indices/counterfactual_contribution.sql.
with schools as (
    {{ pseudo_random_schools() }}
),

contributions as (
    {{ counterfactual_contribution(
        'schools', by=['school_year', 'area_code'],
        x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

dissimilarities as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

school_counts as (
    select
        school_year,
        area_code,
        count(*) as n_schools
    from schools
    where n_known > 0
    group by school_year, area_code
),

actual as (
    select
        school_year,
        area_code,
        sum(n_schools) as n_schools,
        min(dissimilarity) as lowest_dissimilarity,
        max(dissimilarity) as highest_dissimilarity,
        sum(n_schools * counterfactual_dissimilarity) / sum(n_schools) as mean_dissimilarity,
        sum(n_schools * contribution) / sum(n_schools) as mean_contribution
    from contributions
    group by school_year, area_code
),

expected as (
    select
        school_year,
        area_code,
        school_counts.n_schools,
        dissimilarities.dissimilarity as lowest_dissimilarity,
        dissimilarities.dissimilarity as highest_dissimilarity,
        dissimilarities.dissimilarity as mean_dissimilarity,
        0 as mean_contribution
    from dissimilarities
    inner join school_counts using (school_year, area_code)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code'],
    columns=[
        'n_schools', 'lowest_dissimilarity', 'highest_dissimilarity',
        'mean_dissimilarity', 'mean_contribution'
    ]
) }}
