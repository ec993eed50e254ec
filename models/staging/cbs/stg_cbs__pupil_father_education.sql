{{ looked_up(
    ref('stg_cbs__pupil_parents'),
    ref('stg_cbs__education_levels'),
    'cbs_education_levels',
    'father_id',
    {'education_code': 'education_code_father'}
) }}
