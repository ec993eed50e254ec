-- What: X * xPy = Y * yPx: both count the meetings of the two groups, from either side.
-- Why: the identity fails as soon as one direction uses another weight or another total.
-- How to resolve: compare the handling of x and y in macros/indices/interaction.sql.
with schools as (
    {{ pseudo_random_schools() }}
),

totals as (
    select
        school_year,
        area_code,
        sum(n_first) as n_first,
        sum(n_third) as n_third
    from schools
    group by school_year, area_code
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

-- per pupil of the two groups, so that the tolerance means the same in a large and a small area
forward_meetings as (
    select
        school_year,
        area_code,
        forward.interaction * totals.n_first / (totals.n_first + totals.n_third) as meetings
    from forward
    inner join totals using (school_year, area_code)
),

backward_meetings as (
    select
        school_year,
        area_code,
        backward.interaction * totals.n_third / (totals.n_first + totals.n_third) as meetings
    from backward
    inner join totals using (school_year, area_code)
)

{{ mismatches(
    'forward_meetings', 'backward_meetings',
    by=['school_year', 'area_code'],
    columns=['meetings']
) }}
