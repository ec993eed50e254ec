{{ looked_up(
    ref('stg_cbs__pupil_mother_origins'),
    ref('stg_cbs__household_members'),
    'cbs_household_incomes',
    'person_id',
    {'household_id': 'household_id'}
) }}
