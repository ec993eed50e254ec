select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id() }} as person_id,
    coalesce({{ cbs_number('education_level') }}, 0) as education_code
from {{ source('delivery', 'cbs_education_levels') }}
