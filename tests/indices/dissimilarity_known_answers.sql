-- What: D of small areas worked out by hand, the undefined, suppressed and empty among them.
-- Why: every published figure rests on this macro; here a person can check it with a pencil.
-- How to resolve: repair macros/indices/dissimilarity.sql; an answer changes only with the method.
with schools (school_year, area_code, n_first, n_third) as (
    values
    ('2020-2021', 'gradient', 100, 0),
    ('2020-2021', 'gradient', 60, 40),
    ('2020-2021', 'gradient', 40, 60),
    ('2020-2021', 'gradient', 0, 100),
    -- a second year of the same area must not flow into the first
    ('2021-2022', 'gradient', 100, 0),
    ('2021-2022', 'gradient', 0, 100),
    ('2020-2021', 'even', 50, 50),
    ('2020-2021', 'even', 20, 20),
    -- shares of the first group 3/4, 1/4; of the third 1/4, 3/4
    ('2020-2021', 'unequal_groups', 12, 1),
    ('2020-2021', 'unequal_groups', 4, 3),
    ('2020-2021', 'empty_school', 12, 1),
    ('2020-2021', 'empty_school', 4, 3),
    ('2020-2021', 'empty_school', 0, 0),
    ('2020-2021', 'single_school', 3, 1),
    ('2020-2021', 'first_absent', 0, 5),
    ('2020-2021', 'first_absent', 0, 7),
    ('2020-2021', 'third_absent', 5, 0),
    ('2020-2021', 'third_absent', 7, 0),
    ('2020-2021', 'both_absent', 0, 0),
    ('2020-2021', 'first_suppressed', 12, 1),
    ('2020-2021', 'first_suppressed', null, 3),
    ('2020-2021', 'third_suppressed', 12, 1),
    ('2020-2021', 'third_suppressed', 4, null),
    ('2020-2021', 'all_suppressed', null, null)
),

actual as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

expected (school_year, area_code, dissimilarity) as (
    values
    ('2020-2021', 'gradient', 0.6),
    ('2021-2022', 'gradient', 1.0),
    ('2020-2021', 'even', 0.0),
    ('2020-2021', 'unequal_groups', 0.5),
    ('2020-2021', 'empty_school', 0.5),
    ('2020-2021', 'single_school', 0.0),
    ('2020-2021', 'first_absent', null),
    ('2020-2021', 'third_absent', null),
    ('2020-2021', 'both_absent', null),
    ('2020-2021', 'first_suppressed', null),
    ('2020-2021', 'third_suppressed', null),
    ('2020-2021', 'all_suppressed', null)
)

{{ mismatches('actual', 'expected', by=['school_year', 'area_code'], columns=['dissimilarity']) }}
