{{ pupil_groups(ref('stg_register__pupils')) }}
