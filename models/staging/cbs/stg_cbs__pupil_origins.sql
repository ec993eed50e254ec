{{ looked_up(
    ref('stg_cbs__pupil_mother_education'),
    ref('stg_cbs__persons'),
    'cbs_persons',
    'person_id',
    {'birth_country_code_father': 'said_code_father', 'birth_country_code_mother': 'said_code_mother'}
) }}
