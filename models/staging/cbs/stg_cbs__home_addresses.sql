select
    file_year,
    {{ person_id() }} as person_id,
    {{ code_of('rinobjectnummer') }} as object_id,
    {{ code_of('gbadatumaanvangadreshouding') }} as started_on,
    {{ code_of('gbadatumeindeadreshouding') }} as ended_on
from {{ source('delivery', 'cbs_home_addresses') }}
