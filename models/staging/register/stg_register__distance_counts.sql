{{ distances_of_pupils(ref('stg_register__pupil_groups'), ref('stg_register__schools')) }}
