{%- set kinds = ['denomination', 'school_type', 'governance'] -%}

with labels as (
    select * from {{ ref('labels') }}
),

definitions as (
    select * from {{ ref('definitions') }}
),

-- a category of your own need not have a label
codes as (
    select
        label_kind as category_kind,
        code as category_code
    from labels
    where label_kind in ({{ quoted_list(kinds) }})
    union
    select
        'denomination' as category_kind,
        denomination as category_code
    from {{ ref('denominations') }}
    union
    select
        'school_type' as category_kind,
        school_type as category_code
    from {{ ref('school_types') }}
)

select
    codes.category_kind,
    codes.category_code,
    coalesce(definitions.sort_order, 99) as sort_order,
    kinds.label_nl as kind_name_nl,
    kinds.label_en as kind_name_en,
    coalesce(labels.label_nl, codes.category_code) as name_nl,
    coalesce(labels.label_en, codes.category_code) as name_en,
    definitions.definition_nl,
    definitions.definition_en
from codes
inner join labels as kinds
    on kinds.label_kind = 'category_kind' and codes.category_kind = kinds.code
left join labels
    on codes.category_kind = labels.label_kind and codes.category_code = labels.code
left join definitions
    on
        codes.category_kind = definitions.defined_kind
        and codes.category_code = definitions.code
