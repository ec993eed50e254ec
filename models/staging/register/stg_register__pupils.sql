select
    school_year,
    sector,
    cast(school_id as {{ dbt.type_string() }}) as school_id,
    {{ whole_number('grade') }} as grade,
    {{ whole_number('income_percentile') }} as income_percentile,
    education_parent_1,
    education_parent_2,
    birth_country_parent_1,
    birth_country_parent_2,
    cast(home_to_school_km as {{ type_double() }}) as home_to_school_km
from {{ source('delivery', 'pupils') }}
