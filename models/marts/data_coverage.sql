select
    school_year,
    sector,
    characteristic,
    n_known + n_missing as n_pupils,
    n_known,
    n_missing,
    {{ at_edge('cast(n_missing as ' ~ type_double() ~ ') / nullif(n_known + n_missing, 0)') }}
        as missing_share
from {{ ref('int_area_counts') }}
where area_level = 'national' and governance = 'all'
