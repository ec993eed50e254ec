with school_counts as (
    select * from {{ source('delivery', 'school_counts') }}
),

suppression_marks as (
    select * from {{ ref('suppression_marks') }}
),

read_counts as (
    select
        school_counts.school_year,
        school_counts.sector,
        cast(school_counts.school_id as {{ dbt.type_string() }}) as school_id,
        school_counts.characteristic,
        cast(school_counts.group_code as {{ dbt.type_string() }}) as group_code,
        case
            when suppression_marks.mark is null then {{ pupil_count('school_counts.n_pupils') }}
        end as n_pupils
    from school_counts
    left join suppression_marks
        on trim(cast(school_counts.n_pupils as {{ dbt.type_string() }})) = suppression_marks.mark
)

select * from read_counts
