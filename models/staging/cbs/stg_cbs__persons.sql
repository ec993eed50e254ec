select
    file_year,
    {{ person_id() }} as person_id,
    {{ code_of('gbageboorteland') }} as birth_country_code,
    {{ code_of('gbageboortelandmoeder') }} as birth_country_code_mother,
    {{ code_of('gbageboortelandvader') }} as birth_country_code_father
from {{ source('delivery', 'cbs_persons') }}
