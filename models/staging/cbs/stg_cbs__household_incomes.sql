select
    {{ whole_number('file_year') }} as file_year,
    {{ person_id('hkw') }} as household_id,
    coalesce({{ whole_number('income_percentile') }}, -1) as income_code
from {{ source('delivery', 'cbs_household_incomes') }}
