-- What: D and xPy stay the same when schools are reordered, all scaled or some split into equal
-- parts, and when schools without pupils are added.
-- Why: an index that moves here measures the administration, not the pupils.
-- How to resolve: `variant` names the change; repair the macro of the column that differs.
with schools as (
    {{ pseudo_random_schools() }}
),

quarters (quarter) as (
    values (1), (2), (3), (4)
),

variants as (
    select
        'unchanged' as variant,
        school_year,
        area_code,
        n_first,
        n_third,
        n_known
    from schools

    union all

    select
        'reordered' as variant,
        school_year,
        area_code,
        n_first,
        n_third,
        n_known
    from (
        select * from schools
        order by n_third desc, n_first asc, school_number asc
    ) as reordered

    union all

    select
        'scaled' as variant,
        school_year,
        area_code,
        7 * n_first as n_first,
        7 * n_third as n_third,
        7 * n_known as n_known
    from schools

    union all

    -- every third school becomes four, each a quarter of it
    select
        'split' as variant,
        schools.school_year,
        schools.area_code,
        schools.n_first / 4.0 as n_first,
        schools.n_third / 4.0 as n_third,
        schools.n_known / 4.0 as n_known
    from schools
    cross join quarters
    where schools.school_number % 3 = 0

    union all

    select
        'split' as variant,
        school_year,
        area_code,
        n_first,
        n_third,
        n_known
    from schools
    where school_number % 3 <> 0

    union all

    select
        'empty_schools_added' as variant,
        school_year,
        area_code,
        n_first,
        n_third,
        n_known
    from schools

    union all

    select
        'empty_schools_added' as variant,
        school_year,
        area_code,
        0 as n_first,
        0 as n_third,
        0 as n_known
    from schools
),

dissimilarities as (
    {{ dissimilarity(
        'variants', by=['variant', 'school_year', 'area_code'], x='n_first', y='n_third'
    ) }}
),

interactions as (
    {{ interaction(
        'variants', by=['variant', 'school_year', 'area_code'],
        x='n_first', y='n_third', total='n_known'
    ) }}
),

actual as (
    select
        variant,
        school_year,
        area_code,
        dissimilarities.dissimilarity,
        interactions.interaction
    from dissimilarities
    inner join interactions using (variant, school_year, area_code)
),

variant_names as (
    select distinct variant
    from variants
),

expected as (
    select
        variant_names.variant,
        unchanged.school_year,
        unchanged.area_code,
        unchanged.dissimilarity,
        unchanged.interaction
    from actual as unchanged
    cross join variant_names
    where unchanged.variant = 'unchanged'
)

{{ mismatches(
    'actual', 'expected',
    by=['variant', 'school_year', 'area_code'],
    columns=['dissimilarity', 'interaction']
) }}
