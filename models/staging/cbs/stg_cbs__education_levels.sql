with levels as (
    select * from {{ source('delivery', 'cbs_education_levels') }}
),

codes as (
    select * from {{ ref('cbs_codes') }}
    where code_list = 'education_level'
)

select
    levels.file_year,
    {{ person_id() }} as person_id,
    codes.value as education_level
from levels
left join codes on trim(levels.education_level) = codes.code
