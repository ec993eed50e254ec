with pupils as (
    select * from {{ ref('stg_cbs__pupil_households') }}
),

schools as (
    {{ served(ref('stg_cbs__school_numbers'), 'cbs_household_incomes') | indent(4) }}
),

incomes as (
    select * from {{ ref('stg_cbs__household_incomes') }}
)

-- the household and its income are of the same year
select
    pupils.*,
    incomes.income_code
from pupils
left join schools using (school_number)
left join incomes
    on schools.file_year = incomes.file_year and pupils.household_id = incomes.household_id
