-- What: M, H and their parts between and within categories of small areas worked out by hand, in
-- ln 2 = 0.6931471805599453, the undefined, suppressed and empty among them.
-- Why: 0 * ln 0 is 0 here and an error of the engine; and what is 0 is not what is undefined.
-- How to resolve: repair macros/indices/school_information.sql or what is made of it; an answer
-- changes only with the method.
with schools (school_year, area_code, category_code, n_first, n_middle, n_third) as (
    values
    -- two schools of one group each among two that are as the area: all of it within a category
    ('2020-2021', 'within_only', 'apart', 8, 0, 0),
    ('2020-2021', 'within_only', 'apart', 0, 0, 8),
    ('2020-2021', 'within_only', 'even', 4, 0, 4),
    ('2020-2021', 'within_only', 'even', 4, 0, 4),
    -- a second year of the same area must not flow into the first
    ('2021-2022', 'within_only', 'apart', 8, 0, 0),
    ('2021-2022', 'within_only', 'apart', 8, 0, 0),
    ('2021-2022', 'within_only', 'even', 0, 0, 16),
    -- groups of 1/4, 1/4 and 1/2, each with schools of its own: 1.5 ln 2
    ('2020-2021', 'three_groups', 'apart', 4, 0, 0),
    ('2020-2021', 'three_groups', 'apart', 0, 4, 0),
    ('2020-2021', 'three_groups', 'even', 0, 0, 8),
    -- half of the pupils in schools of one group: ln 2 / 2; categories are 3/4 and 1/4 of a group:
    -- 3/4 ln 3/2 + 1/4 ln 1/2
    ('2020-2021', 'both_parts', 'apart', 8, 0, 0),
    ('2020-2021', 'both_parts', 'apart', 4, 0, 4),
    ('2020-2021', 'both_parts', 'even', 0, 0, 8),
    ('2020-2021', 'both_parts', 'even', 4, 0, 4),
    ('2020-2021', 'same_mix', 'apart', 3, 1, 4),
    ('2020-2021', 'same_mix', 'even', 30, 10, 40),
    ('2020-2021', 'one_group', 'apart', 5, 0, 0),
    ('2020-2021', 'one_group', 'even', 7, 0, 0),
    ('2020-2021', 'empty_school', 'apart', 8, 0, 0),
    ('2020-2021', 'empty_school', 'apart', 0, 0, 8),
    ('2020-2021', 'empty_school', 'apart', 0, 0, 0),
    ('2020-2021', 'empty_school', 'even', 0, 0, 0),
    ('2020-2021', 'all_absent', 'even', 0, 0, 0),
    ('2020-2021', 'middle_suppressed', 'apart', 8, 0, 0),
    ('2020-2021', 'middle_suppressed', 'apart', 0, null, 8),
    ('2020-2021', 'middle_suppressed', 'even', 0, 0, 8)
),

areas as (
    {{ mutual_information(
        'schools', by=['school_year', 'area_code'],
        groups=['n_first', 'n_middle', 'n_third'], category='category_code'
    ) }}
),

shares as (
    {{ theil_information(
        'schools', by=['school_year', 'area_code'],
        groups=['n_first', 'n_middle', 'n_third'], category='category_code'
    ) }}
),

categories as (
    {{ category_information(
        'schools', by=['school_year', 'area_code'],
        groups=['n_first', 'n_middle', 'n_third'], category='category_code'
    ) }}
),

actual as (
    select
        school_year,
        area_code,
        'all' as category_code,
        cast(null as {{ type_double() }}) as weight,
        areas.mutual_information,
        areas.between_categories as between_information,
        areas.within_categories as within_information,
        areas.entropy,
        shares.theil_information
    from areas
    inner join shares using (school_year, area_code)
    union all
    select
        school_year,
        area_code,
        category_code,
        weight,
        null as mutual_information,
        between_information,
        within_information,
        null as entropy,
        null as theil_information
    from categories
),

expected (
    school_year, area_code, category_code, weight,
    mutual_information, between_information, within_information, entropy, theil_information
) as (
    values
    (
        '2020-2021', 'within_only', 'all', null,
        0.34657359027997264, 0.0, 0.34657359027997264, 0.6931471805599453, 0.5
    ),
    ('2020-2021', 'within_only', 'apart', 0.5, null, 0.0, 0.6931471805599453, null, null),
    ('2020-2021', 'within_only', 'even', 0.5, null, 0.0, 0.0, null, null),
    (
        '2021-2022', 'within_only', 'all', null,
        0.6931471805599453, 0.6931471805599453, 0.0, 0.6931471805599453, 1.0
    ),
    ('2021-2022', 'within_only', 'apart', 0.5, null, 0.6931471805599453, 0.0, null, null),
    ('2021-2022', 'within_only', 'even', 0.5, null, 0.6931471805599453, 0.0, null, null),
    (
        '2020-2021', 'three_groups', 'all', null,
        1.0397207708399179, 0.6931471805599453, 0.34657359027997264, 1.0397207708399179, 1.0
    ),
    (
        '2020-2021', 'three_groups', 'apart', 0.5,
        null, 0.6931471805599453, 0.6931471805599453, null, null
    ),
    ('2020-2021', 'three_groups', 'even', 0.5, null, 0.6931471805599453, 0.0, null, null),
    (
        '2020-2021', 'both_parts', 'all', null,
        0.34657359027997264, 0.13081203594113697, 0.21576155433883565, 0.6931471805599453, 0.5
    ),
    (
        '2020-2021', 'both_parts', 'apart', 0.5,
        null, 0.13081203594113697, 0.21576155433883565, null, null
    ),
    (
        '2020-2021', 'both_parts', 'even', 0.5,
        null, 0.13081203594113697, 0.21576155433883565, null, null
    ),
    ('2020-2021', 'same_mix', 'all', null, 0.0, 0.0, 0.0, 0.9743147528693494, 0.0),
    ('2020-2021', 'same_mix', 'apart', 0.09090909090909091, null, 0.0, 0.0, null, null),
    ('2020-2021', 'same_mix', 'even', 0.9090909090909091, null, 0.0, 0.0, null, null),
    ('2020-2021', 'one_group', 'all', null, 0.0, 0.0, 0.0, 0.0, null),
    ('2020-2021', 'one_group', 'apart', 0.4166666666666667, null, 0.0, 0.0, null, null),
    ('2020-2021', 'one_group', 'even', 0.5833333333333334, null, 0.0, 0.0, null, null),
    (
        '2020-2021', 'empty_school', 'all', null,
        0.6931471805599453, 0.0, 0.6931471805599453, 0.6931471805599453, 1.0
    ),
    ('2020-2021', 'empty_school', 'apart', 1.0, null, 0.0, 0.6931471805599453, null, null),
    ('2020-2021', 'empty_school', 'even', 0.0, null, null, null, null, null),
    ('2020-2021', 'all_absent', 'all', null, null, null, null, null, null),
    ('2020-2021', 'all_absent', 'even', null, null, null, null, null, null),
    ('2020-2021', 'middle_suppressed', 'all', null, null, null, null, null, null),
    ('2020-2021', 'middle_suppressed', 'apart', null, null, null, null, null, null),
    ('2020-2021', 'middle_suppressed', 'even', null, null, null, null, null, null)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code', 'category_code'],
    columns=[
        'weight', 'mutual_information', 'between_information', 'within_information', 'entropy',
        'theil_information'
    ]
) }}
