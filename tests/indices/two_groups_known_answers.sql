-- What: normalised exposure, Gorard's S and Hutchens' index of small areas worked out by hand, the
-- undefined, suppressed and empty among them.
-- Why: they differ in what they divide by: the two groups only, or all pupils.
-- How to resolve: repair the macro of the column in macros/indices/; an answer changes only with
-- the method.
with schools (school_year, area_code, n_first, n_third, n_known) as (
    values
    -- x meets (100² + 60² + 40²) / (200 * 100) = 0.76 of x, where P = 0.5
    ('2020-2021', 'gradient', 100, 0, 100),
    ('2020-2021', 'gradient', 60, 40, 100),
    ('2020-2021', 'gradient', 40, 60, 100),
    ('2020-2021', 'gradient', 0, 100, 100),
    -- a second year of the same area must not flow into the first: S can be no more than 1 - P
    ('2021-2022', 'gradient', 10, 0, 10),
    ('2021-2022', 'gradient', 0, 30, 30),
    -- shares 1/5 and 4/5 the one way and the other: twice the root of 4/25 is shared
    ('2020-2021', 'crossed', 4, 16, 20),
    ('2020-2021', 'crossed', 16, 4, 20),
    -- x meets 3/4 * 3/4 + 1/4 = 0.8125 of x, where P = 0.8; a root of 3/4 is shared
    ('2020-2021', 'unequal_groups', 12, 4, 16),
    ('2020-2021', 'unequal_groups', 4, 0, 4),
    ('2020-2021', 'even', 30, 10, 40),
    ('2020-2021', 'even', 60, 20, 80),
    -- the middle group is part of all pupils, and of neither of the two
    ('2020-2021', 'middle_group', 12, 12, 32),
    ('2020-2021', 'middle_group', 4, 4, 32),
    ('2020-2021', 'empty_school', 4, 16, 20),
    ('2020-2021', 'empty_school', 16, 4, 20),
    ('2020-2021', 'empty_school', 0, 0, 0),
    ('2020-2021', 'single_school', 3, 1, 8),
    ('2020-2021', 'first_absent', 0, 5, 8),
    ('2020-2021', 'first_absent', 0, 7, 7),
    ('2020-2021', 'third_absent', 6, 0, 8),
    ('2020-2021', 'third_absent', 2, 0, 8),
    ('2020-2021', 'first_only', 5, 0, 5),
    ('2020-2021', 'first_only', 7, 0, 7),
    ('2020-2021', 'both_absent', 0, 0, 0),
    ('2020-2021', 'first_suppressed', 12, 1, 16),
    ('2020-2021', 'first_suppressed', null, 3, null),
    ('2020-2021', 'third_suppressed', 6, 1, 8),
    ('2020-2021', 'third_suppressed', 2, null, 8)
),

normalised_exposures as (
    {{ normalised_exposure('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

segregations as (
    {{ gorard_segregation('schools', by=['school_year', 'area_code'], x='n_first', total='n_known') }}
),

square_roots as (
    {{ hutchens_square_root('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

actual as (
    select
        school_year,
        area_code,
        normalised_exposures.normalised_exposure,
        segregations.gorard_segregation,
        square_roots.hutchens_square_root
    from normalised_exposures
    inner join segregations using (school_year, area_code)
    inner join square_roots using (school_year, area_code)
),

expected (
    school_year, area_code, normalised_exposure, gorard_segregation, hutchens_square_root
) as (
    values
    ('2020-2021', 'gradient', 0.52, 0.3, 0.5101020514433644),
    ('2021-2022', 'gradient', 1.0, 0.75, 1.0),
    ('2020-2021', 'crossed', 0.36, 0.3, 0.2),
    ('2020-2021', 'unequal_groups', 0.0625, 0.05, 0.1339745962155614),
    ('2020-2021', 'even', 0.0, 0.0, 0.0),
    ('2020-2021', 'middle_group', 0.0, 0.25, 0.0),
    ('2020-2021', 'empty_school', 0.36, 0.3, 0.2),
    ('2020-2021', 'single_school', 0.0, 0.0, 0.0),
    ('2020-2021', 'first_absent', null, null, null),
    ('2020-2021', 'third_absent', null, 0.25, null),
    ('2020-2021', 'first_only', null, 0.0, null),
    ('2020-2021', 'both_absent', null, null, null),
    ('2020-2021', 'first_suppressed', null, null, null),
    ('2020-2021', 'third_suppressed', null, 0.25, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code'],
    columns=['normalised_exposure', 'gorard_segregation', 'hutchens_square_root']
) }}
