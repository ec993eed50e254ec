-- What: what chance alone would give in small areas of which every deal can be written down: the
-- mean of D over the deals and its standard deviation.
-- Why: both come from a closed form, of which a wrong term is small in most areas.
-- How to resolve: repair macros/indices/school_chance.sql or dissimilarity_expected.sql; an answer
-- changes only with the definition.
with schools (area_code, n_first, n_third) as (
    values
    -- one of each is at either school: D is 1 in both deals
    ('two_pupils', 1, 0),
    ('two_pupils', 0, 1),
    -- 0, 1 or 2 of the 2 at a school, in 1, 4 and 1 of 6 deals, and D is 1, 0 or 1
    ('two_and_two', 1, 1),
    ('two_and_two', 1, 1),
    -- wherever the one is, D is 1/2 * (2/3 + 2/3)
    ('one_of_four', 0, 2),
    ('one_of_four', 1, 1),
    -- alone in 1 of 4 deals, and D is 1; else D is 1/2 * (1/3 + 1/3)
    ('small_and_large', 0, 1),
    ('small_and_large', 1, 2),
    -- with another in 1 of 2 deals, and D is 2/3; else 1
    ('three_schools', 0, 2),
    ('three_schools', 1, 0),
    ('three_schools', 0, 1),
    -- which group is counted makes no difference, nor does a school without a pupil of either
    ('three_schools_swapped', 2, 0),
    ('three_schools_swapped', 0, 1),
    ('three_schools_swapped', 1, 0),
    ('three_schools_swapped', 0, 0),
    ('one_school', 3, 5),
    ('one_school', 0, 0),
    ('no_third', 3, 0),
    ('no_third', 5, 0),
    ('no_pupil', 0, 0),
    ('unknown', 3, 4),
    ('unknown', 5, null)
),

actual as (
    {{ dissimilarity_expected('schools', by=['area_code'], x='n_first', y='n_third') }}
),

expected (area_code, dissimilarity_expected, standard_deviation) as (
    values
    ('two_pupils', 1e0, 0e0),
    ('two_and_two', 1e0 / 3, sqrt(2e0) / 3),
    ('one_of_four', 2e0 / 3, 0e0),
    ('small_and_large', 1e0 / 2, sqrt(1e0 / 12)),
    ('three_schools', 5e0 / 6, 1e0 / 6),
    ('three_schools_swapped', 5e0 / 6, 1e0 / 6),
    ('one_school', 0e0, 0e0),
    ('no_third', null, null),
    ('no_pupil', null, null),
    ('unknown', null, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['area_code'],
    columns=['dissimilarity_expected', 'standard_deviation'],
    tolerance='1e-9'
) }}
