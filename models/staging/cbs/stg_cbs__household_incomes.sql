select
    file_year,
    {{ person_id('hkw') }} as household_id,
    {{ whole_number('income_percentile') }} as income_code
from {{ source('delivery', 'cbs_household_incomes') }}
