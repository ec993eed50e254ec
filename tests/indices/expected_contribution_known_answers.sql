-- What: what the monitor's contribution of a category would be by chance, in small areas of which
-- every deal can be written down.
-- Why: it shows what of a contribution comes with the sizes of schools only; a school without a
-- pupil of either group is a school, of which chance can change nothing.
-- How to resolve: repair macros/indices/expected_contribution.sql or school_chance.sql; an answer
-- changes only with the definition.
with schools (area_code, category_code, n_first, n_third, n_known) as (
    values
    -- 4 of 8: |k - 2| is 36/70 on average; at a school of 2, |k - 1| is 12/28; times 8/(4 * 4)
    ('apart', 'a', 4, 0, 4),
    ('apart', 'b', 0, 2, 2),
    ('apart', 'b', 0, 2, 2),
    -- 3 of 6: both schools deviate by 2/5 on average, times 6/(3 * 3)
    ('even', 'a', 2, 2, 4),
    ('even', 'b', 1, 1, 2),
    -- 2 of 4: both schools deviate by 1/3, times 4/(2 * 2), and the school of the middle by 0
    ('middle', 'a', 2, 0, 2),
    ('middle', 'b', 0, 2, 2),
    ('middle', 'c', 0, 0, 4),
    ('middle', 'd', 0, 0, 0),
    ('single', 'a', 3, 1, 4),
    ('no_third', 'a', 3, 0, 3),
    ('unknown', 'a', 3, 4, 7),
    ('unknown', 'b', 3, null, null)
),

monitor as (
    {{ counterfactual_contribution(
        'schools', by=['area_code'],
        x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

chance as (
    {{ school_chance(
        'schools', by=['area_code'], x='n_first', y='n_third', columns=['category_code']
    ) }}
),

actual as (
    {{ expected_contribution('monitor', 'chance', by=['area_code'], category='category_code') }}
),

expected (
    area_code, category_code,
    n_schools, dissimilarity, counterfactual_dissimilarity, contribution
) as (
    values
    ('apart', 'a', 1, 12e0 / 35, 27e0 / 70, 3e0 / 70),
    ('apart', 'b', 2, 12e0 / 35, 9e0 / 28, -3e0 / 140),
    ('even', 'a', 1, 4e0 / 15, 4e0 / 15, 0e0),
    ('even', 'b', 1, 4e0 / 15, 4e0 / 15, 0e0),
    ('middle', 'a', 1, 1e0 / 3, 0.5, 1e0 / 6),
    ('middle', 'b', 1, 1e0 / 3, 0.5, 1e0 / 6),
    ('middle', 'c', 1, 1e0 / 3, 0e0, -1e0 / 3),
    ('single', 'a', 1, 0e0, 0e0, 0e0),
    ('no_third', 'a', 1, null, null, null),
    ('unknown', 'a', 1, null, null, null),
    ('unknown', 'b', 1, null, null, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['area_code', 'category_code'],
    columns=['n_schools', 'dissimilarity', 'counterfactual_dissimilarity', 'contribution'],
    tolerance='1e-9'
) }}
