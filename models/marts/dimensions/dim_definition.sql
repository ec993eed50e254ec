with labels as (
    select * from {{ ref('labels') }}
    where label_kind = 'definition'
),

definitions as (
    select * from {{ ref('definitions') }}
    where defined_kind = 'definition'
)

select
    code as definition,
    definitions.sort_order,
    labels.label_nl as name_nl,
    labels.label_en as name_en,
    definitions.definition_nl,
    definitions.definition_en
from labels
inner join definitions using (code)
