{{ looked_up(
    ref('stg_cbs__pupil_households'),
    ref('stg_cbs__household_incomes'),
    'cbs_household_incomes',
    'household_id',
    {'income_code': 'income_code'},
    key='household_id'
) }}
