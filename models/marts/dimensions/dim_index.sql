with labels as (
    select * from {{ ref('labels') }}
    where label_kind = 'index'
),

definitions as (
    select * from {{ ref('definitions') }}
    where defined_kind = 'index'
),

indices as (
    select * from {{ ref('indices') }}
)

select
    code as index_code,
    definitions.sort_order,
    labels.label_nl as name_nl,
    labels.label_en as name_en,
    definitions.definition_nl,
    definitions.definition_en,
    indices.formula_nl,
    indices.formula_en,
    indices.lowest_value,
    indices.highest_value,
    indices.direction_nl,
    indices.direction_en
from labels
inner join definitions using (code)
inner join indices on labels.code = indices.index_code
