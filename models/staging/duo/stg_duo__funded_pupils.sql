select
    schooljaar as school_year,
    {{ duo_school_id() }} as school_id,
    naam_instelling as school_name,
    {{ pupil_count('totaal_bekostigd', thousands_point=true) }} as n_funded,
    {{ pupil_count('bek_noat', thousands_point=true) }} as n_noat
from {{ source('delivery', 'duo_funded_pupils') }}
