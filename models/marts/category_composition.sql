with group_distribution as (
    select * from {{ ref('int_group_distribution') }}
    where area_level in ('national', 'g4')
),

kinds as (
    select distinct
        sector,
        category_kind
    from group_distribution
    where category_kind <> 'all'
),

-- the area as a whole next to its categories, under every kind
category_composition as (
    select
        group_distribution.*,
        kinds.category_kind as shown_under
    from group_distribution
    inner join kinds using (sector)
    where group_distribution.category_kind in (kinds.category_kind, 'all')
)

select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    shown_under as category_kind,
    category_code,
    group_code,
    n_schools,
    n_pupils,
    {{ at_edge('pupil_share') }} as share,
    status
from category_composition
