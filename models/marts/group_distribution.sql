{%- set area = ['school_year', 'sector', 'characteristic', 'area_level', 'area_code'] -%}
{%- set missing_share
    = 'cast(area_counts.n_missing as ' ~ type_double() ~ ')'
    ~ ' / nullif(area_counts.n_known + area_counts.n_missing, 0)' -%}

with group_distribution as (
    select * from {{ ref('int_group_distribution') }}
    where category_kind = 'all'
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
    where governance = 'all'
)

select
    {{ area | join(',\n    ') }},
    group_distribution.area_name,
    group_distribution.group_code,
    group_distribution.n_pupils,
    {{ at_edge('group_distribution.pupil_share') }} as share,
    area_counts.n_missing,
    {{ at_edge(missing_share) }} as missing_share,
    group_distribution.status
from group_distribution
left join area_counts using ({{ area | join(', ') }})
