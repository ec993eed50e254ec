-- What: D without the bias of small schools, where its terms can be worked out by hand.
-- Why: it is the difference of two sums that are nearly equal.
-- How to resolve: repair macros/indices/dissimilarity_corrected.sql; an answer changes only with
-- the definition.
with schools (area_code, n_first, n_third) as (
    values
    -- no error of drawing at a school with all or none of a group: D as it is
    ('apart', 100, 0),
    ('apart', 0, 100),
    -- m = 0 and s = 1/4 at both: D is 0, and the correction goes below it
    ('even', 4, 4),
    ('even', 4, 4),
    -- m = 1/2 and s = 1/4 at both schools: a deviate of 2
    ('uneven', 6, 2),
    ('uneven', 2, 6),
    ('one_school', 3, 5),
    ('no_third', 3, 0),
    ('unknown', 3, 4),
    ('unknown', 5, null)
),

actual as (
    {{ dissimilarity_corrected('schools', by=['area_code'], x='n_first', y='n_third') }}
),

expected (area_code, dissimilarity_corrected) as (
    values
    ('apart', 1e0),
    -- s^2 = 2 * (1/2 * 1/2) / 8 = 1/16; minus 1/2 * 2 * 1/4 * sqrt(2 / pi)
    ('even', -0.25 * 0.7978845608028654),
    -- s^2 = 2 * (3/4 * 1/4) / 8 = 3/64, m / s = 4 / sqrt(3); 1 less
    -- sqrt(3) / 8 * sqrt(2 / pi) * exp(-8 / 3) + 1/2 * erf(sqrt(8 / 3))
    (
        'uneven',
        1 - sqrt(3e0) / 8 * 0.7978845608028654 * exp(-8e0 / 3)
        - 0.5 * 0.9790786646622059
    ),
    ('one_school', 0e0),
    ('no_third', null),
    ('unknown', null)
)

{{ mismatches(
    'actual', 'expected', by=['area_code'], columns=['dissimilarity_corrected']
) }}
