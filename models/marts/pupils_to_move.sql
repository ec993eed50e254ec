select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    cast(n_pupils as {{ dbt.type_bigint() }}) as n_pupils,
    {{ at_edge('share_to_move') }} as share_to_move,
    status
from {{ ref('int_pupils_to_move') }}
