-- What: who meets whom in small areas worked out by hand, the undefined and suppressed among them.
-- Why: a row is of the group that meets, a column of the group that is met; they are soon swapped.
-- How to resolve: repair macros/indices/exposure.sql or isolation.sql; an answer changes only with
-- the method.
with schools (school_year, area_code, n_first, n_middle, n_third, n_known) as (
    values
    -- first to third: 12/16 * 1/16 + 4/16 * 3/8; third to first: 1/4 * 12/16 + 3/4 * 4/8
    ('2020-2021', 'three_groups', 12, 3, 1, 16),
    ('2020-2021', 'three_groups', 4, 1, 3, 8),
    -- a second year of the same area must not flow into the first
    ('2021-2022', 'three_groups', 12, 0, 0, 12),
    ('2021-2022', 'three_groups', 0, 2, 0, 2),
    ('2021-2022', 'three_groups', 0, 0, 5, 5),
    ('2021-2022', 'three_groups', 0, 0, 0, 0),
    ('2020-2021', 'middle_absent', 3, 0, 1, 4),
    ('2020-2021', 'third_suppressed', 12, 3, 1, 16),
    ('2020-2021', 'third_suppressed', 4, 1, null, null)
),

matrix as (
    {{ exposure(
        'schools', by=['school_year', 'area_code'],
        groups=[('low', 'n_first'), ('middle', 'n_middle'), ('high', 'n_third')], total='n_known'
    ) }}
),

isolations as (
    {{ isolation('schools', by=['school_year', 'area_code'], x='n_third', total='n_known') }}
),

actual as (
    select
        school_year,
        area_code,
        of_group,
        met_group,
        exposure
    from matrix
    union all
    select
        school_year,
        area_code,
        'alone' as of_group,
        'alone' as met_group,
        isolation as exposure
    from isolations
),

expected (school_year, area_code, of_group, met_group, exposure) as (
    values
    ('2020-2021', 'three_groups', 'low', 'low', 0.6875),
    ('2020-2021', 'three_groups', 'low', 'middle', 0.171875),
    ('2020-2021', 'three_groups', 'low', 'high', 0.140625),
    ('2020-2021', 'three_groups', 'middle', 'low', 0.6875),
    ('2020-2021', 'three_groups', 'middle', 'middle', 0.171875),
    ('2020-2021', 'three_groups', 'middle', 'high', 0.140625),
    ('2020-2021', 'three_groups', 'high', 'low', 0.5625),
    ('2020-2021', 'three_groups', 'high', 'middle', 0.140625),
    ('2020-2021', 'three_groups', 'high', 'high', 0.296875),
    ('2020-2021', 'three_groups', 'alone', 'alone', 0.296875),
    ('2021-2022', 'three_groups', 'low', 'low', 1.0),
    ('2021-2022', 'three_groups', 'low', 'middle', 0.0),
    ('2021-2022', 'three_groups', 'low', 'high', 0.0),
    ('2021-2022', 'three_groups', 'middle', 'low', 0.0),
    ('2021-2022', 'three_groups', 'middle', 'middle', 1.0),
    ('2021-2022', 'three_groups', 'middle', 'high', 0.0),
    ('2021-2022', 'three_groups', 'high', 'low', 0.0),
    ('2021-2022', 'three_groups', 'high', 'middle', 0.0),
    ('2021-2022', 'three_groups', 'high', 'high', 1.0),
    ('2021-2022', 'three_groups', 'alone', 'alone', 1.0),
    ('2020-2021', 'middle_absent', 'low', 'low', 0.75),
    ('2020-2021', 'middle_absent', 'low', 'middle', null),
    ('2020-2021', 'middle_absent', 'low', 'high', 0.25),
    ('2020-2021', 'middle_absent', 'middle', 'low', null),
    ('2020-2021', 'middle_absent', 'middle', 'middle', null),
    ('2020-2021', 'middle_absent', 'middle', 'high', null),
    ('2020-2021', 'middle_absent', 'high', 'low', 0.75),
    ('2020-2021', 'middle_absent', 'high', 'middle', null),
    ('2020-2021', 'middle_absent', 'high', 'high', 0.25),
    ('2020-2021', 'middle_absent', 'alone', 'alone', 0.25),
    ('2020-2021', 'third_suppressed', 'low', 'low', null),
    ('2020-2021', 'third_suppressed', 'low', 'middle', null),
    ('2020-2021', 'third_suppressed', 'low', 'high', null),
    ('2020-2021', 'third_suppressed', 'middle', 'low', null),
    ('2020-2021', 'third_suppressed', 'middle', 'middle', null),
    ('2020-2021', 'third_suppressed', 'middle', 'high', null),
    ('2020-2021', 'third_suppressed', 'high', 'low', null),
    ('2020-2021', 'third_suppressed', 'high', 'middle', null),
    ('2020-2021', 'third_suppressed', 'high', 'high', null),
    ('2020-2021', 'third_suppressed', 'alone', 'alone', null)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code', 'of_group', 'met_group'],
    columns=['exposure']
) }}
