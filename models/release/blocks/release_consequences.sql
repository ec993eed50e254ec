{#- what is hidden because something else is: an edge from one block, or a sum, to the next -#}
{%- set topic = ['school_year', 'sector', 'characteristic'] -%}

with blocks as (
    select * from {{ ref('release_blocks') }}
),

identities as (
    select * from {{ ref('release_identities') }}
),

guards as (
    select * from {{ ref('release_guards') }}
),

-- a governance next to categories that are of several: what is left of it is known only where it is
crossed as (
    select
        mixed.block_id as mixed_id,
        governances.block_id as governance_id
    from blocks as mixed
    inner join blocks as governances
        on
            mixed.school_year = governances.school_year
            and mixed.sector = governances.sector
            and mixed.characteristic = governances.characteristic
            and mixed.area_level = 'mixed_' || governances.area_level
            and mixed.area_code = governances.area_code
            and governances.category_kind = 'governance'
            and split_part(mixed.category_code, '/', 1) = governances.category_code
),

consequences as (
    select
        identities.member_id as from_id,
        identities.identity_id as to_id
    from identities
    union all
    select distinct
        identities.parent_id as from_id,
        identities.identity_id as to_id
    from identities
    left join crossed
        on
            identities.parent_id = crossed.governance_id
            and identities.identity_id like '%= governance_of_categories'
    where crossed.governance_id is null
    union all
    select
        guards.identity_id as from_id,
        guards.block_id as to_id
    from guards
    union all
    select
        crossed.mixed_id as from_id,
        crossed.governance_id as to_id
    from crossed
    union all
    -- an area that is hidden hides its categories
    select
        areas.block_id as from_id,
        categories.block_id as to_id
    from blocks as areas
    inner join blocks as categories using ({{ topic | join(', ') }}, area_level, area_code)
    where areas.category_kind = 'all' and categories.category_kind <> 'all'
    union all
    -- blocks of the same schools
    select
        one.block_id as from_id,
        other.block_id as to_id
    from blocks as one
    inner join blocks as other using ({{ topic | join(', ') }}, schools_hash, n_schools)
    where one.block_id <> other.block_id
)

select distinct
    from_id,
    to_id
from consequences
