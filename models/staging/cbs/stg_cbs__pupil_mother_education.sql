{{ looked_up(
    ref('stg_cbs__pupil_father_education'),
    ref('stg_cbs__education_levels'),
    'cbs_education_levels',
    'mother_id',
    {'education_code': 'education_code_mother'}
) }}
