select
    {{ whole_number('file_year') }} as file_year,
    {{ code_of('rinobjectnummer') }} as object_id,
    division_year,
    {{ cbs_municipality('gemcode') }} as municipality_code
from {{ source('delivery', 'cbs_object_municipalities') }}
