-- What: the standard error of D, where the deals can be worked out by hand.
-- Why: whether a change is beyond chance depends on it.
-- How to resolve: repair macros/indices/dissimilarity_error.sql; an answer changes only with the
-- definition.
with schools (area_code, n_first, n_third) as (
    values
    -- a school with all or none of a group keeps it: every deal has the same D
    ('apart', 100, 0),
    ('apart', 0, 100),
    ('halves apart', 64, 0),
    ('halves apart', 0, 32),
    ('halves apart', 0, 32),
    -- of two schools D is |p - q| of either: a folded deviate, here with m = 0 and s = 1/4
    ('even', 4, 4),
    ('even', 4, 4),
    ('even', 0, 0),
    -- m = 1/2 and s^2 = 2 * (3/4 * 1/4) / 8 = 3/64
    ('uneven', 6, 2),
    ('uneven', 2, 6),
    -- so many pupils that p - q never has another sign: D has its variance, 2 * (3/4 * 1/4) / 1024
    ('large', 768, 256),
    ('large', 256, 768),
    ('one_school', 3, 5),
    ('no_third', 3, 0),
    ('unknown', 3, 4),
    ('unknown', 5, null)
),

actual as (
    {{ dissimilarity_error('schools', by=['area_code'], x='n_first', y='n_third') }}
),

expected (area_code, standard_error) as (
    values
    ('apart', 0e0),
    ('halves apart', 0e0),
    -- s * sqrt(1 - 2 / pi)
    ('even', 0.25 * 0.6028102749890869),
    -- sqrt(m^2 + s^2 - E^2), E = s * sqrt(2 / pi) * exp(-8 / 3) + 1/2 * erf(sqrt(8 / 3))
    ('uneven', 0.2129089611651968),
    ('large', sqrt(3e0 / 8192)),
    ('one_school', 0e0),
    ('no_third', null),
    ('unknown', null)
)

{{ mismatches('actual', 'expected', by=['area_code'], columns=['standard_error']) }}
