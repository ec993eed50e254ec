-- What: no released row has a figure of a block that is hidden, whatever else was decided.
-- Why: the joins between blocks and marts are the last step before figures leave.
-- How to resolve: look at how the model in models/release/marts joins its mart to release_shown.
{%- set of_area = ("'all'", "'all'") %}
{%- set of_governance = (
    "case released.governance when 'all' then 'all' else 'governance' end", 'released.governance',
) %}
{%- set of_category = (
    "case released.category_code when 'all' then 'all' else released.category_kind end",
    'released.category_code',
) %}
{%- set counts = ['n_pupils', 'n_first', 'n_middle', 'n_third'] %}
{%- set of_definition = ['dissimilarity', 'counterfactual_dissimilarity', 'contribution'] %}
{#- of each mart its blocks, and its figures #}
{%- set marts = {
    'segregation_national': (of_area, ['value'] + counts),
    'segregation_g4': (of_area, ['value'] + counts),
    'segregation_urbanity': (of_area, ['value'] + counts),
    'segregation_municipality': (of_area, ['value'] + counts),
    'segregation_all_nl': (of_area, ['value'] + counts),
    'segregation_all_en': (of_area, ['value'] + counts),
    'group_distribution': (of_area, ['n_pupils', 'share', 'n_missing', 'missing_share']),
    'pupils_to_move': (of_area, ['n_pupils', 'share_to_move']),
    'segregation_governance': (of_governance, ['value'] + counts),
    'travel_distance': (of_governance, ['n_pupils', 'mean_km', 'median_km']),
    'category_composition': (of_category, ['n_pupils', 'share']),
    'category_contribution': (of_category, of_definition),
    'category_contribution_nl': (of_category, of_definition),
    'category_contribution_en': (of_category, of_definition),
} %}
{%- set marts_of_changes = {
    'segregation_change': of_area,
    'segregation_change_span': of_area,
    'segregation_governance_change': ("'governance'", 'released.governance'),
} %}
with unsafe as (
    select * from {{ ref('release_hidden') }}
    where is_hidden and is_shown_kind
),

changes as (
    {%- for mart, (kind, code) in marts_of_changes.items() %}
    select
        '{{ mart }}' as mart,
        unsafe.block_id
    from {{ ref('released_' ~ mart) }} as released
    inner join unsafe
        on
            released.sector = unsafe.sector
            and released.characteristic = unsafe.characteristic
            and released.area_code = unsafe.area_code
            and unsafe.school_year in (released.from_year, released.to_year)
            and unsafe.category_kind = {{ kind }}
            and unsafe.category_code = {{ code }}
            and case released.area_level when 'g4' then 'municipality' else released.area_level end
            = unsafe.area_level
    where
        released.difference is not null
        or released.symbol is not null
        or (unsafe.school_year = released.from_year and released.from_value is not null)
        or (unsafe.school_year = released.to_year and released.to_value is not null)
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from changes
{%- for mart, (block, figures) in marts.items() %}
{%- set level = "'municipality'" if 'contribution' in mart else 'released.area_level' %}
union all
select
    '{{ mart }}' as mart,
    unsafe.block_id
from {{ ref('released_' ~ mart) }} as released
inner join unsafe
    on
        released.school_year = unsafe.school_year
        and released.sector = unsafe.sector
        and released.characteristic = unsafe.characteristic
        and case {{ level }} when 'g4' then 'municipality' else {{ level }} end = unsafe.area_level
        and released.area_code = unsafe.area_code
        and {{ block[0] }} = unsafe.category_kind
        and {{ block[1] }} = unsafe.category_code
where
    released.status <> 'suppressed'
    {%- for figure in figures %}
    or released.{{ figure }} is not null
    {%- endfor %}
{%- endfor %}
