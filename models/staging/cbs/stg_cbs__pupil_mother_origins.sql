{{ looked_up(
    ref('stg_cbs__pupil_father_origins'),
    ref('stg_cbs__persons'),
    'cbs_persons',
    'mother_id',
    {'birth_country_code': 'own_code_mother'}
) }}
