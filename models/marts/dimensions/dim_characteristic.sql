with characteristics as (
    select * from {{ ref('characteristics') }}
),

labels as (
    select * from {{ ref('labels') }}
),

definitions as (
    select * from {{ ref('definitions') }}
    where defined_kind = 'characteristic'
),

-- distances are also those of all pupils together
codes as (
    select distinct
        characteristic,
        'characteristic' as label_kind,
        characteristic as code
    from characteristics
    union all
    select
        'all' as characteristic,
        'report' as label_kind,
        'all_title' as code
)

select
    codes.characteristic,
    -- one of your own without a definition comes after all others
    coalesce(definitions.sort_order, 99) as sort_order,
    coalesce(labels.label_nl, codes.characteristic) as name_nl,
    coalesce(labels.label_en, codes.characteristic) as name_en,
    definitions.definition_nl,
    definitions.definition_en
from codes
left join labels using (label_kind, code)
left join definitions on codes.characteristic = definitions.code
