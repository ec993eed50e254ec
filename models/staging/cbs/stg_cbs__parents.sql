select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id() }} as person_id,
    {{ person_id('pa') }} as father_id,
    {{ person_id('ma') }} as mother_id
from {{ source('delivery', 'cbs_parents') }}
