-- What: X * xPy = Y * yPx in every municipality: both count the same meetings, from either side.
-- Why: the identity fails as soon as one of the two is published of another group, year or total.
-- How to resolve: compare the two calls in int_municipality_indices.
with meetings as (
    select
        school_year,
        sector,
        characteristic,
        area_code,
        index_code,
        -- per pupil of the two groups, so that the tolerance means the same in every municipality
        value * case when index_code = 'interaction' then n_first else n_third end
        / nullif(n_first + n_third, 0) as meetings_per_pupil
    from {{ ref('segregation_municipality') }}
),

forward as (
    select * from meetings
    where index_code = 'interaction'
),

backward as (
    select * from meetings
    where index_code = 'interaction_reverse'
)

-- the marts hold 12 decimals
{{ mismatches(
    'forward', 'backward',
    by=['school_year', 'sector', 'characteristic', 'area_code'],
    columns=['meetings_per_pupil'],
    tolerance='1e-11'
) }}
