select
    schooljaar as school_year,
    {{ duo_school_id() }} as school_id,
    instellingsnaam_vestiging as school_name,
    {{ municipality_code('gemeentenummer') }} as municipality_code,
    denominatie_vestiging as denomination,
    gewicht as pupil_weight,
    {{ pupil_count('totaal', thousands_point=true) }} as n_pupils
from {{ source('delivery', 'duo_pupil_weights') }}
