select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    governance,
    group_code,
    n_pupils,
    {{ at_edge('mean_km') }} as mean_km,
    median_km,
    status
from {{ ref('int_travel_distance') }}
where governance in ('all', 'openbaar', 'bijzonder')
