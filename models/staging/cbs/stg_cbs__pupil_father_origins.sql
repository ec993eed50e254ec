{{ looked_up(
    ref('stg_cbs__pupil_origins'),
    ref('stg_cbs__persons'),
    'cbs_persons',
    'father_id',
    {'birth_country_code': 'own_code_father'}
) }}
