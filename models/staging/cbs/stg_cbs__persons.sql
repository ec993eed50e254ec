select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id() }} as person_id,
    coalesce({{ cbs_number('gbageboorteland') }}, 0) as birth_country_code,
    {{ cbs_number('gbageboortelandmoeder') }} as birth_country_code_mother,
    {{ cbs_number('gbageboortelandvader') }} as birth_country_code_father
from {{ source('delivery', 'cbs_persons') }}
