select
    file_year,
    {{ person_id() }} as person_id,
    {{ code_of('education_level') }} as education_code
from {{ source('delivery', 'cbs_education_levels') }}
