{{ counts_of_pupils(ref('stg_register__pupil_groups')) }}
