with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_origins'), 'cbs_household_incomes') | indent(4) }}
),

members as (
    select * from {{ ref('stg_cbs__household_members') }}
),

incomes as (
    select * from {{ ref('stg_cbs__household_incomes') }}
),

codes as (
    select
        cast(code as {{ dbt.type_int() }}) as income_code,
        value as income_outcome
    from {{ ref('cbs_codes') }}
    where code_list = 'income'
),

-- the household and its income are of the same year
pupil_incomes as (
    select
        pupils.*,
        members.household_id,
        incomes.household_id as household_with_income,
        incomes.income_code
    from pupils
    left join members
        on pupils.file_year = members.file_year and pupils.person_id = members.person_id
    left join incomes
        on pupils.file_year = incomes.file_year and members.household_id = incomes.household_id
)

select
    pupil_incomes.school_year,
    pupil_incomes.sector,
    pupil_incomes.person_id,
    pupil_incomes.school_id,
    pupil_incomes.grade,
    pupil_incomes.father_id,
    pupil_incomes.mother_id,
    pupil_incomes.birth_country_father,
    pupil_incomes.birth_country_mother,
    pupil_incomes.migration_outcome,
    case when codes.income_code is null then pupil_incomes.income_code end as income_percentile,
    case
        when pupil_incomes.household_id is null then 'no_household'
        when pupil_incomes.household_with_income is null then 'no_row'
        when codes.income_code is not null then codes.income_outcome
        when pupil_incomes.income_code is null then 'code_unknown'
        else 'linked'
    end as income_outcome
from pupil_incomes
left join codes using (income_code)
