with pupil_weights as (
    select * from {{ ref('stg_duo__pupil_weights') }}
),

funded_pupils as (
    select * from {{ ref('stg_duo__funded_pupils') }}
),

school_counts as (
    select
        school_year,
        school_id,
        'pupil_weight' as characteristic,
        pupil_weight as group_code,
        n_pupils
    from pupil_weights
    union all
    select
        school_year,
        school_id,
        'noat' as characteristic,
        'noat' as group_code,
        n_noat as n_pupils
    from funded_pupils
    union all
    select
        school_year,
        school_id,
        'noat' as characteristic,
        'other' as group_code,
        n_funded - n_noat as n_pupils
    from funded_pupils
)

select
    school_year,
    'po' as sector,
    school_id,
    characteristic,
    group_code,
    n_pupils
from school_counts
