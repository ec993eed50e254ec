select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id() }} as person_id,
    {{ person_id('hkw') }} as household_id
from {{ source('delivery', 'cbs_household_members') }}
