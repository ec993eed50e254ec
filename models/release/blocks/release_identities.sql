{#- which blocks add up to which: readers can subtract -#}
{%- set topic = ['school_year', 'sector', 'characteristic'] -%}

with blocks as (
    select * from {{ ref('release_blocks') }}
),

schools as (
    select * from {{ ref('release_schools') }}
),

block_schools as (
    select * from {{ ref('release_block_schools') }}
),

areas as (
    select * from blocks
    where category_kind = 'all'
),

categories as (
    select * from blocks
    where category_kind <> 'all' and area_level not like 'mixed%'
),

classes_of_municipalities as (
    select distinct
        school_year,
        municipality_code,
        urbanity_code
    from schools
),

country as (
    select
        parents.block_id as parent_id,
        members.block_id as member_id,
        case members.area_level when 'urbanity' then 'classes' else 'municipalities' end as sum_code
    from areas as parents
    inner join areas as members using ({{ topic | join(', ') }})
    where
        parents.area_level = 'national'
        and members.area_level in ('urbanity', 'municipality', 'rest_of_country')
),

classes as (
    select
        parents.block_id as parent_id,
        members.block_id as member_id,
        'municipalities' as sum_code
    from areas as members
    left join classes_of_municipalities as placed
        on
            members.area_level = 'municipality'
            and members.school_year = placed.school_year
            and members.area_code = placed.municipality_code
    inner join areas as parents
        on
            members.school_year = parents.school_year
            and members.sector = parents.sector
            and members.characteristic = parents.characteristic
            and parents.area_level = 'urbanity'
            and coalesce(placed.urbanity_code, members.area_code) = parents.area_code
    where members.area_level in ('municipality', 'rest_of_class')
),

categories_of_areas as (
    select
        parents.block_id as parent_id,
        members.block_id as member_id,
        members.category_kind as sum_code
    from areas as parents
    inner join categories as members using ({{ topic | join(', ') }}, area_level, area_code)
    where area_level in ('national', 'municipality')
),

-- a category of the country is that of the focus cities and of the rest
cities as (
    select distinct
        school_year,
        municipality_code
    from schools
    where is_focus
),

categories_of_cities as (
    select
        parents.block_id as parent_id,
        members.block_id as member_id,
        'cities' as sum_code
    from categories as parents
    inner join categories as members
        using ({{ topic | join(', ') }}, category_kind, category_code)
    left join cities
        on members.school_year = cities.school_year and members.area_code = cities.municipality_code
    where
        parents.area_level = 'national'
        and (
            members.area_level = 'rest_of_country'
            or members.area_level = 'municipality' and cities.municipality_code is not null
        )
        {%- if var('release_profile') != 'national' %}
        and category_kind <> 'governance'
        {%- endif %}
),

-- the governance of each category that is wholly of one
wholly as (
    select
        {{ topic | join(', ') }},
        area_level,
        area_code,
        own_kind as category_kind,
        own_category as category_code,
        max(governance) as governance
    from block_schools
    where category_kind = 'governance' and area_level in ('national', 'municipality')
    group by {{ topic | join(', ') }}, area_level, area_code, own_kind, own_category
    having count(distinct governance) = 1
),

-- where categories are of both of two governances, the sums leave their parts open: what is hidden
-- of the categories stays hidden, as several are
crossed as (
    select distinct
        {{ topic | join(', ') }},
        replace(area_level, 'mixed_', '') as area_level,
        area_code
    from blocks
    where area_level like 'mixed%' and category_code not like '%/%'
),

categories_of_governance as (
    select
        parents.block_id as parent_id,
        members.block_id as member_id,
        'governance_of_categories' as sum_code
    from wholly
    inner join categories as members
        using ({{ topic | join(', ') }}, area_level, area_code, category_kind, category_code)
    inner join categories as parents
        on
            members.school_year = parents.school_year
            and members.sector = parents.sector
            and members.characteristic = parents.characteristic
            and members.area_level = parents.area_level
            and members.area_code = parents.area_code
            and parents.category_kind = 'governance'
            and wholly.governance = parents.category_code
    left join crossed using ({{ topic | join(', ') }}, area_level, area_code)
    where crossed.area_code is null
),

identities as (
    {%- set sums = [
        'country', 'classes', 'categories_of_areas', 'categories_of_cities',
        'categories_of_governance',
    ] %}
    {%- for name in sums %}
    select * from {{ name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    parent_id || ' = ' || sum_code as identity_id,
    parent_id,
    member_id
from identities
