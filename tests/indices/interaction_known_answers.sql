-- What: xPy and yPx of small areas worked out by hand, the undefined and suppressed among them.
-- Why: the two directions differ, and the middle group belongs in the denominator.
-- How to resolve: repair macros/indices/interaction.sql; an answer changes only with the method.
with schools (school_year, area_code, n_first, n_third, n_known) as (
    values
    ('2020-2021', 'gradient', 100, 0, 100),
    ('2020-2021', 'gradient', 60, 40, 100),
    ('2020-2021', 'gradient', 40, 60, 100),
    ('2020-2021', 'gradient', 0, 100, 100),
    -- a second year of the same area must not flow into the first
    ('2021-2022', 'gradient', 100, 0, 100),
    ('2021-2022', 'gradient', 0, 100, 100),
    ('2020-2021', 'even', 50, 50, 100),
    ('2020-2021', 'even', 20, 20, 40),
    -- everywhere three of the first group to one of the third
    ('2020-2021', 'even_unequal_groups', 30, 10, 40),
    ('2020-2021', 'even_unequal_groups', 60, 20, 80),
    -- xPy = 12/16 * 1/16 + 4/16 * 3/8; yPx = 1/4 * 12/16 + 3/4 * 4/8
    ('2020-2021', 'middle_group', 12, 1, 16),
    ('2020-2021', 'middle_group', 4, 3, 8),
    -- the same, next to a school of the middle group only and a school without pupils
    ('2020-2021', 'empty_school', 12, 1, 16),
    ('2020-2021', 'empty_school', 4, 3, 8),
    ('2020-2021', 'empty_school', 0, 0, 9),
    ('2020-2021', 'empty_school', 0, 0, 0),
    ('2020-2021', 'single_school', 3, 1, 8),
    ('2020-2021', 'first_absent', 0, 5, 8),
    ('2020-2021', 'first_absent', 0, 7, 7),
    ('2020-2021', 'third_absent', 5, 0, 8),
    ('2020-2021', 'third_absent', 7, 0, 7),
    ('2020-2021', 'both_absent', 0, 0, 0),
    ('2020-2021', 'first_suppressed', 12, 1, 16),
    ('2020-2021', 'first_suppressed', null, 3, null),
    ('2020-2021', 'third_suppressed', 12, 1, 16),
    ('2020-2021', 'third_suppressed', 4, null, null),
    -- a cell is unknown even where the total was delivered apart from the cells
    ('2020-2021', 'first_suppressed_total_known', 12, 1, 16),
    ('2020-2021', 'first_suppressed_total_known', null, 3, 8),
    ('2020-2021', 'third_suppressed_total_known', 12, 1, 16),
    ('2020-2021', 'third_suppressed_total_known', 4, null, 8),
    ('2020-2021', 'middle_suppressed', 12, 1, 16),
    ('2020-2021', 'middle_suppressed', 4, 3, null)
),

forward as (
    {{ interaction(
        'schools', by=['school_year', 'area_code'], x='n_first', y='n_third', total='n_known'
    ) }}
),

backward as (
    {{ interaction(
        'schools', by=['school_year', 'area_code'], x='n_third', y='n_first', total='n_known'
    ) }}
),

actual as (
    select
        school_year,
        area_code,
        forward.interaction,
        backward.interaction as interaction_reverse
    from forward
    inner join backward using (school_year, area_code)
),

expected (school_year, area_code, interaction, interaction_reverse) as (
    values
    ('2020-2021', 'gradient', 0.24, 0.24),
    ('2021-2022', 'gradient', 0.0, 0.0),
    ('2020-2021', 'even', 0.5, 0.5),
    ('2020-2021', 'even_unequal_groups', 0.25, 0.75),
    ('2020-2021', 'middle_group', 0.140625, 0.5625),
    ('2020-2021', 'empty_school', 0.140625, 0.5625),
    ('2020-2021', 'single_school', 0.125, 0.375),
    ('2020-2021', 'first_absent', null, null),
    ('2020-2021', 'third_absent', null, null),
    ('2020-2021', 'both_absent', null, null),
    ('2020-2021', 'first_suppressed', null, null),
    ('2020-2021', 'third_suppressed', null, null),
    ('2020-2021', 'first_suppressed_total_known', null, null),
    ('2020-2021', 'third_suppressed_total_known', null, null),
    ('2020-2021', 'middle_suppressed', null, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code'],
    columns=['interaction', 'interaction_reverse']
) }}
