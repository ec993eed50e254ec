-- What: D of the first group against the third is D of the third against the first.
-- Why: D is symmetric by definition; a difference means that one group is treated otherwise.
-- How to resolve: compare the handling of x and y in macros/indices/dissimilarity.sql.
with schools as (
    {{ pseudo_random_schools() }}
),

forward as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

backward as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_third', y='n_first') }}
)

{{ mismatches('forward', 'backward', by=['school_year', 'area_code'], columns=['dissimilarity']) }}
