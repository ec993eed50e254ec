select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id() }} as person_id,
    {{ code_of('rinobjectnummer') }} as object_id,
    {{ cbs_number('gbadatumaanvangadreshouding') }} as started_on,
    {{ cbs_number('gbadatumeindeadreshouding') }} as ended_on
from {{ source('delivery', 'cbs_home_addresses') }}
