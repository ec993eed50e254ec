with placed_pupils as (
    select * from {{ ref('stg_cbs__pupils') }}
    where has_municipality
)

select * from ({{ pupil_groups('placed_pupils') }}) as pupil_groups
