select
    school_year,
    sector,
    cast(school_id as {{ dbt.type_string() }}) as school_id,
    characteristic,
    cast(group_code as {{ dbt.type_string() }}) as group_code,
    {{ pupil_count('n_pupils') }} as n_pupils
from {{ source('delivery', 'school_counts') }}
