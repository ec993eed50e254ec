-- What: no released row has a figure of a block that breaks a rule, whatever else was decided.
-- Why: the joins between blocks and marts are the last step before figures leave.
-- How to resolve: look at how the model in models/release/marts joins its mart to release_shown.
{%- set indices = ['national', 'g4', 'urbanity', 'municipality'] %}
with unsafe as (
    select * from {{ ref('release_hidden') }}
    where is_hidden and is_shown_kind
),

{%- for level in indices %}

{{ level }} as (
    select
        'segregation_{{ level }}' as mart,
        unsafe.block_id
    from {{ ref('released_segregation_' ~ level) }} as released
    inner join unsafe using (school_year, sector, characteristic, area_code)
    where
        unsafe.area_level = '{{ "municipality" if level == "g4" else level }}'
        and unsafe.category_kind = 'all'
        and (
            released.value is not null or released.n_first is not null
            or released.n_pupils is not null or released.status <> 'suppressed'
        )
),
{%- endfor %}

compositions as (
    select
        'category_composition' as mart,
        unsafe.block_id
    from {{ ref('released_category_composition') }} as released
    inner join unsafe using (school_year, sector, characteristic, area_code, category_kind, category_code)
    where released.n_pupils is not null or released.share is not null
),

contributions as (
    select
        'category_contribution' as mart,
        unsafe.block_id
    from {{ ref('released_category_contribution') }} as released
    inner join unsafe using (school_year, sector, characteristic, area_code, category_kind, category_code)
    where released.contribution is not null or released.counterfactual_dissimilarity is not null
),

changes as (
    select
        'segregation_change' as mart,
        unsafe.block_id
    from {{ ref('released_segregation_change') }} as released
    inner join unsafe
        on
            released.sector = unsafe.sector
            and released.characteristic = unsafe.characteristic
            and released.area_code = unsafe.area_code
            and unsafe.school_year in (released.from_year, released.to_year)
            and unsafe.category_kind = 'all'
            and case released.area_level when 'g4' then 'municipality' else released.area_level end
            = unsafe.area_level
    where
        released.difference is not null
        or released.symbol is not null
        or (unsafe.school_year = released.from_year and released.from_value is not null)
        or (unsafe.school_year = released.to_year and released.to_value is not null)
)

select * from national
union all
select * from g4
union all
select * from urbanity
union all
select * from municipality
union all
select * from compositions
union all
select * from contributions
union all
select * from changes
