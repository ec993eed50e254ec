with characteristics as (
    select * from {{ ref('characteristics') }}
),

labels as (
    select * from {{ ref('labels') }}
    where label_kind = 'report' and code = 'all_pupils'
),

definitions as (
    select * from {{ ref('definitions') }}
),

-- distances are also those of all pupils together
groups as (
    select
        characteristic,
        group_code,
        group_position,
        sort_order,
        group_name_nl,
        group_name_en
    from characteristics
    union all
    select
        'all' as characteristic,
        'all' as group_code,
        null as group_position,
        1 as sort_order,
        label_nl as group_name_nl,
        label_en as group_name_en
    from labels
)

select
    groups.characteristic,
    groups.group_code,
    groups.group_position,
    groups.sort_order,
    groups.group_name_nl as name_nl,
    groups.group_name_en as name_en,
    definitions.definition_nl,
    definitions.definition_en
from groups
left join definitions
    on groups.characteristic = definitions.defined_kind and groups.group_code = definitions.code
