-- What: the parts of a change of M in small areas worked out by hand: schools that open and close, a
-- population that changes, pupils who spread otherwise, and what has no answer.
-- Why: a change of the population must not be read as one of segregation, nor the other way around.
-- How to resolve: repair macros/indices/mutual_information_change.sql or
-- adjusted_mutual_information.sql; an answer changes only with the method.
with schools (school_year, area_code, school_id, n_first, n_middle, n_third) as (
    values
    (1, 'unchanged', 'a', 6, 1, 2),
    (1, 'unchanged', 'b', 2, 3, 6),
    (2, 'unchanged', 'a', 6, 1, 2),
    (2, 'unchanged', 'b', 2, 3, 6),
    -- three in four of each group in one school: the third group grows, its odds are the same
    (1, 'composition', 'a', 6, 0, 2),
    (1, 'composition', 'b', 2, 0, 6),
    (2, 'composition', 'a', 6, 0, 6),
    (2, 'composition', 'b', 2, 0, 18),
    -- no pupil more, and all are spread evenly
    (1, 'segregation', 'a', 6, 0, 2),
    (1, 'segregation', 'b', 2, 0, 6),
    (2, 'segregation', 'a', 4, 0, 4),
    (2, 'segregation', 'b', 4, 0, 4),
    -- another population, even in both years
    (1, 'even', 'a', 1, 0, 1),
    (1, 'even', 'b', 2, 0, 2),
    (2, 'even', 'a', 5, 0, 15),
    (2, 'even', 'b', 3, 0, 9),
    -- schools of one group each; an even one opens, and one that had no pupils is none
    (1, 'opened', 'a', 8, 0, 0),
    (1, 'opened', 'b', 0, 0, 8),
    (1, 'opened', 'c', 0, 0, 0),
    (2, 'opened', 'a', 8, 0, 0),
    (2, 'opened', 'b', 0, 0, 8),
    (2, 'opened', 'c', 8, 0, 8),
    (1, 'closed', 'a', 8, 0, 0),
    (1, 'closed', 'b', 0, 0, 8),
    (1, 'closed', 'c', 8, 0, 8),
    (2, 'closed', 'a', 8, 0, 0),
    (2, 'closed', 'b', 0, 0, 8),
    (1, 'no_school_lasts', 'a', 8, 0, 0),
    (1, 'no_school_lasts', 'b', 0, 0, 8),
    (2, 'no_school_lasts', 'c', 4, 0, 4),
    -- a group that is new has no odds in the earlier year
    (1, 'new_group', 'a', 8, 0, 0),
    (1, 'new_group', 'b', 8, 0, 0),
    (2, 'new_group', 'a', 8, 0, 0),
    (2, 'new_group', 'b', 0, 0, 8),
    -- of schools of one group each, no table has 12 of the first and 4 of the third
    (1, 'zeros_in_the_way', 'a', 0, 0, 8),
    (1, 'zeros_in_the_way', 'b', 8, 0, 0),
    (2, 'zeros_in_the_way', 'a', 4, 0, 4),
    (2, 'zeros_in_the_way', 'b', 8, 0, 0),
    (1, 'suppressed', 'a', 8, 0, 0),
    (1, 'suppressed', 'b', 0, 0, 8),
    (2, 'suppressed', 'a', 8, 0, 0),
    (2, 'suppressed', 'b', 0, null, 8),
    (1, 'only_earlier', 'a', 8, 0, 0),
    (1, 'only_earlier', 'b', 0, 0, 8)
),

earlier_schools as (
    select * from schools
    where school_year = 1
),

later_schools as (
    select * from schools
    where school_year = 2
),

actual as (
    {{ mutual_information_change(
        'earlier_schools', 'later_schools', by=['area_code'], school='school_id',
        groups=['n_first', 'n_middle', 'n_third']
    ) }}
),

expected (
    area_code, from_mutual_information, to_mutual_information, change_opened_schools,
    change_closed_schools, change_composition, change_segregation
) as (
    values
    ('unchanged', 0.12580366909478008, 0.12580366909478008, 0.0, 0.0, 0.0, 0.0),
    ('composition', 0.13081203594113697, 0.09922809353917367, 0.0, 0.0, -0.0315839424019633, 0.0),
    ('segregation', 0.13081203594113697, 0.0, 0.0, 0.0, 0.0, -0.13081203594113697),
    ('even', 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ('opened', 0.6931471805599453, 0.34657359027997264, -0.34657359027997264, 0.0, 0.0, 0.0),
    ('closed', 0.34657359027997264, 0.6931471805599453, 0.0, 0.34657359027997264, 0.0, 0.0),
    ('no_school_lasts', 0.6931471805599453, 0.0, null, null, null, null),
    ('new_group', 0.0, 0.6931471805599453, 0.0, 0.0, null, null),
    ('zeros_in_the_way', 0.6931471805599453, 0.21576155433883565, 0.0, 0.0, null, null),
    ('suppressed', 0.6931471805599453, null, null, null, null, null),
    ('only_earlier', 0.6931471805599453, null, null, null, null, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['area_code'],
    columns=[
        'from_mutual_information', 'to_mutual_information', 'change_opened_schools',
        'change_closed_schools', 'change_composition', 'change_segregation'
    ]
) }}
