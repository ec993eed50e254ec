with codes as (
    select * from {{ ref('cbs_codes') }}
    where value = 'counted'
),

primary_types as (
    select code from codes
    where code_list = 'primary_type'
),

education_types as (
    select code from codes
    where code_list = 'education_type'
),

main_enrolments as (
    select code from codes
    where code_list = 'main_enrolment'
),

primary_enrolments as (
    select
        school_year,
        'po' as sector,
        person_id,
        school_id,
        grade
    from {{ ref('stg_cbs__primary_enrolments') }}
    where education_type in (select code from primary_types)
),

-- open on 1 October; of several enrolments the one that started last, then the first school
secondary_enrolments as (
    select
        *,
        row_number() over (
            partition by school_year, person_id
            order by started_on desc, school_id asc, grade asc nulls last
        ) as place
    from {{ ref('stg_cbs__secondary_enrolments') }}
    where
        education_type in (select code from education_types)
        and main_enrolment in (select code from main_enrolments)
        and started_on <= {{ first_of_october() }}
        and ended_on > {{ first_of_october() }}
),

enrolments as (
    select * from primary_enrolments
    union all
    select
        school_year,
        'vo' as sector,
        person_id,
        school_id,
        grade
    from secondary_enrolments
    -- those who cannot be linked are not told apart
    where place = 1 or person_id is null
)

select * from enrolments
where {{ is_monitored() }}
