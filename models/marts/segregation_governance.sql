select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    governance,
    index_code,
    {{ at_edge('index_value') }} as value,
    status,
    n_municipalities,
    n_schools,
    n_known as n_pupils,
    n_first,
    n_middle,
    n_third
from {{ ref('int_area_indices') }}
where
    area_level in ('national', 'municipality')
    and governance in ('openbaar', 'bijzonder')
