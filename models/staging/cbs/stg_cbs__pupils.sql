with pupils as (
    select * from {{ ref('stg_cbs__pupil_incomes') }}
),

numbers as (
    select * from {{ ref('stg_cbs__school_numbers') }}
),

schools as (
    select
        numbers.school_number,
        numbers.school_year,
        numbers.sector,
        numbers.school_id,
        placed_schools.school_id is not null as has_municipality
    from numbers
    left join {{ ref('stg_cbs__schools') }} as placed_schools using (school_year, sector, school_id)
),

codes as (
    select * from {{ ref('cbs_codes') }}
),

levels as (
    select
        {{ cbs_number('code') }} as education_code,
        value as education
    from codes
    where code_list = 'education_level'
),

countries as (
    select
        {{ cbs_number('code') }} as country_code,
        value as birth_country
    from codes
    where code_list = 'country'
),

unknown_incomes as (
    select
        cast(code as {{ dbt.type_int() }}) as income_code,
        value as income_outcome
    from codes
    where code_list = 'income'
),

-- what a parent's own row says; where there is none, what the child's row says of the parent
born as (
    select
        *,
        coalesce(own_code_father, said_code_father) as country_code_father,
        coalesce(own_code_mother, said_code_mother) as country_code_mother
    from pupils
),

valued as (
    select
        born.*,
        father_levels.education as education_father,
        mother_levels.education as education_mother,
        case
            when father_countries.country_code is null
                then lpad(cast(born.country_code_father as {{ dbt.type_string() }}), 4, '0')
            else father_countries.birth_country
        end as birth_country_father,
        case
            when mother_countries.country_code is null
                then lpad(cast(born.country_code_mother as {{ dbt.type_string() }}), 4, '0')
            else mother_countries.birth_country
        end as birth_country_mother,
        unknown_incomes.income_outcome as unknown_income
    from born
    left join levels as father_levels
        on born.education_code_father = father_levels.education_code
    left join levels as mother_levels
        on born.education_code_mother = mother_levels.education_code
    left join countries as father_countries
        on born.country_code_father = father_countries.country_code
    left join countries as mother_countries
        on born.country_code_mother = mother_countries.country_code
    left join unknown_incomes on born.income_code = unknown_incomes.income_code
)

select
    schools.school_year,
    schools.sector,
    schools.school_id,
    valued.grade,
    case when valued.unknown_income is null then valued.income_code end as income_percentile,
    valued.education_father as education_parent_1,
    valued.education_mother as education_parent_2,
    valued.birth_country_father as birth_country_parent_1,
    valued.birth_country_mother as birth_country_parent_2,
    valued.home_to_school_km,
    schools.has_municipality,
    valued.father_id is not null as has_father,
    valued.mother_id is not null as has_mother,
    valued.has_home,
    case
        when valued.household_id is null then 'no_household'
        when valued.income_code is null then 'no_row'
        else coalesce(valued.unknown_income, 'linked')
    end as income_outcome,
    {{ parents_outcome('valued.education', 'valued.education_code') }} as education_outcome,
    {{ parents_outcome('valued.birth_country', 'valued.own_code') }} as migration_outcome
from valued
inner join schools using (school_number)
