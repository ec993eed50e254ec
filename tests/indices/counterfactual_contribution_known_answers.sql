-- What: each category's counterfactual D and contribution in small areas worked out by hand.
-- Why: which schools count in n, and a contribution below 0 or above 1, are easy to get wrong.
-- How to resolve: repair macros/indices/counterfactual_contribution.sql; an answer changes only
-- with the method.
with schools (school_year, area_code, category_code, n_first, n_third, n_known) as (
    values
    -- 16 pupils in each group: |w/W - b/B| = |w - b| / 16, which adds up to 1, so D = 1/2
    ('2020-2021', 'mixed', 'even', 2, 2, 4),
    ('2020-2021', 'mixed', 'even', 2, 2, 4),
    ('2020-2021', 'mixed', 'even', 2, 2, 9),
    ('2020-2021', 'mixed', 'even', 2, 2, 4),
    ('2020-2021', 'mixed', 'uneven', 8, 0, 8),
    ('2020-2021', 'mixed', 'uneven', 0, 2, 2),
    ('2020-2021', 'mixed', 'third_only', 0, 4, 4),
    ('2020-2021', 'mixed', 'average', 0, 2, 2),
    -- the same area a year later: one school apart, four alike
    ('2021-2022', 'mixed', 'uneven', 10, 0, 10),
    ('2021-2022', 'mixed', 'even', 0, 5, 5),
    ('2021-2022', 'mixed', 'even', 0, 5, 5),
    ('2021-2022', 'mixed', 'even', 0, 5, 5),
    ('2021-2022', 'mixed', 'even', 0, 5, 5),
    -- a school of the middle group only is one of n, a school without known pupils is not
    ('2020-2021', 'empty_school', 'catholic', 8, 0, 8),
    ('2020-2021', 'empty_school', 'public', 0, 2, 2),
    ('2020-2021', 'empty_school', 'public', 0, 0, 6),
    ('2020-2021', 'empty_school', 'public', 0, 0, 0),
    ('2020-2021', 'empty_school', 'protestant', 0, 0, 0),
    ('2020-2021', 'single_school', 'public', 3, 1, 8),
    ('2020-2021', 'first_absent', 'public', 0, 5, 8),
    ('2020-2021', 'first_absent', 'catholic', 0, 7, 7),
    ('2020-2021', 'third_absent', 'public', 5, 0, 8),
    ('2020-2021', 'third_absent', 'public', 7, 0, 7),
    -- an unknown cell makes the whole area unknown, and its school still is a school
    ('2020-2021', 'first_suppressed', 'public', 12, 1, 16),
    ('2020-2021', 'first_suppressed', 'catholic', null, 3, null),
    ('2020-2021', 'third_suppressed', 'public', 12, 1, 16),
    ('2020-2021', 'third_suppressed', 'public', 4, null, null),
    -- D does not ask for the middle group
    ('2020-2021', 'middle_suppressed', 'public', 12, 1, 16),
    ('2020-2021', 'middle_suppressed', 'catholic', 4, 3, null)
),

actual as (
    {{ counterfactual_contribution(
        'schools', by=['school_year', 'area_code'],
        x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

expected (
    school_year, area_code, category_code,
    n_schools, dissimilarity, counterfactual_dissimilarity, contribution
) as (
    values
    ('2020-2021', 'mixed', 'even', 4, 0.5, 0.0, -0.5),
    ('2020-2021', 'mixed', 'uneven', 2, 0.5, 1.25, 0.75),
    ('2020-2021', 'mixed', 'third_only', 1, 0.5, 1.0, 0.5),
    ('2020-2021', 'mixed', 'average', 1, 0.5, 0.5, 0.0),
    ('2021-2022', 'mixed', 'uneven', 1, 1.0, 2.5, 1.5),
    ('2021-2022', 'mixed', 'even', 4, 1.0, 0.625, -0.375),
    ('2020-2021', 'empty_school', 'catholic', 1, 1.0, 1.5, 0.5),
    ('2020-2021', 'empty_school', 'public', 2, 1.0, 0.75, -0.25),
    ('2020-2021', 'single_school', 'public', 1, 0.0, 0.0, 0.0),
    ('2020-2021', 'first_absent', 'public', 1, null, null, null),
    ('2020-2021', 'first_absent', 'catholic', 1, null, null, null),
    ('2020-2021', 'third_absent', 'public', 2, null, null, null),
    ('2020-2021', 'first_suppressed', 'public', 1, null, null, null),
    ('2020-2021', 'first_suppressed', 'catholic', 1, null, null, null),
    ('2020-2021', 'third_suppressed', 'public', 2, null, null, null),
    ('2020-2021', 'middle_suppressed', 'public', 1, 0.5, 0.5, 0.0),
    ('2020-2021', 'middle_suppressed', 'catholic', 1, 0.5, 0.5, 0.0)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code', 'category_code'],
    columns=['n_schools', 'dissimilarity', 'counterfactual_dissimilarity', 'contribution']
) }}
