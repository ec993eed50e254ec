{{ looked_up(
    ref('stg_cbs__pupil_distances'),
    ref('stg_cbs__parents'),
    'cbs_parents',
    'person_id',
    {'father_id': 'father_id', 'mother_id': 'mother_id'}
) }}
