select
    {{ duo_school_id() }} as school_id,
    vestigingsnaam as school_name,
    {{ municipality_code('gemeentenummer') }} as municipality_code,
    denominatie as denomination
from {{ source('delivery', 'duo_primary_sites') }}
