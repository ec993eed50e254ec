with pupils as (
    select * from {{ ref('stg_register__pupils') }}
    where sector <> 'vo' or grade in ({{ var('vo_grades') | join(', ') }})
),

classified as (
    select
        school_year,
        sector,
        school_id,
        case
            when income_percentile <= {{ var('income_low_max_percentile') }} then 'low'
            when income_percentile <= {{ var('income_middle_max_percentile') }} then 'middle'
            when income_percentile is not null then 'high'
        end as income,
        -- the highest known level of either parent
        case
            when 'higher_education' in (education_parent_1, education_parent_2)
                then 'higher_education'
            when 'start_qualification' in (education_parent_1, education_parent_2)
                then 'start_qualification'
            when 'no_start_qualification' in (education_parent_1, education_parent_2)
                then 'no_start_qualification'
        end as education,
        -- one known parent decides alone
        case
            when birth_country_parent_1 = 'NL' and birth_country_parent_2 <> 'NL' then 'one_abroad'
            when birth_country_parent_1 <> 'NL' and birth_country_parent_2 = 'NL' then 'one_abroad'
            when 'NL' in (birth_country_parent_1, birth_country_parent_2) then 'both_nl'
            when coalesce(birth_country_parent_1, birth_country_parent_2) is not null
                then 'both_abroad'
        end as migration,
        home_to_school_km
    from pupils
)

select * from classified
