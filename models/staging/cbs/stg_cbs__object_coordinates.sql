select
    {{ whole_number('file_year') }} as file_year,
    {{ code_of('rinobjectnummer') }} as object_id,
    cast(xcoordadres as {{ type_double() }}) as x_metres,
    cast(ycoordadres as {{ type_double() }}) as y_metres
from {{ source('delivery', 'cbs_object_coordinates') }}
