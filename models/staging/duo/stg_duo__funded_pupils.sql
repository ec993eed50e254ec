select
    schooljaar as school_year,
    {{ duo_school_id() }} as school_id,
    naam_instelling as school_name,
    {{ pupil_count('totaal_bekostigd') }} as n_funded,
    {{ pupil_count('bek_noat') }} as n_noat
from {{ source('delivery', 'duo_funded_pupils') }}
