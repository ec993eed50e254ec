select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    group_code,
    n_pupils,
    {{ at_edge('pupil_share') }} as share,
    status
from {{ ref('int_group_distribution') }}
where category_kind = 'all'
