{{ distances_of_pupils(ref('stg_cbs__pupil_groups'), ref('stg_cbs__schools')) }}
