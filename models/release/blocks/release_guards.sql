{#- what is hidden of a sum as soon as one of its blocks is: the most fragile ones that together -#}
{#- are enough. They are the same whichever block it is: a tighter limit hides no less. -#}
{%- set topic = ['school_year', 'sector', 'characteristic'] -%}
{%- set groups = ['n_first', 'n_middle', 'n_third'] -%}
{%- set are_enough = is_enough_hidden(
    'ordered.n_members', ['ordered.n_first', 'ordered.n_middle', 'ordered.n_third'], 'ordered.n_schools'
) -%}
{%- set one_is_enough = is_enough_hidden(
    '2', ['members.n_first', 'members.n_middle', 'members.n_third'], 'members.n_schools'
) -%}

with identities as (
    select * from {{ ref('release_identities') }}
),

blocks as (
    select * from {{ ref('release_blocks') }}
),

limits as (
    select * from {{ ref('release_rules') }}
),

members as (
    select
        identities.identity_id,
        identities.parent_id,
        blocks.*
    from identities
    inner join blocks on identities.member_id = blocks.block_id
),

-- the schools of another area too: what is never shown may be told by the sums of that one
told_elsewhere as (
    select distinct one.block_id
    from blocks as one
    inner join blocks as other using ({{ topic | join(', ') }}, schools_hash, n_schools)
    where
        not one.is_shown_kind
        and (
            replace(one.area_level, 'mixed_', '') <> replace(other.area_level, 'mixed_', '')
            or one.area_code <> other.area_code
        )
),

-- what is never shown, and is safe by itself, guards a sum at no cost
guarded as (
    select distinct members.identity_id
    from members
    left join told_elsewhere using (block_id)
    cross join limits
    where
        not members.is_shown_kind
        and not members.is_unsafe
        and told_elsewhere.block_id is null
        and {{ one_is_enough }}
),

ordered as (
    select
        members.identity_id,
        members.parent_id,
        members.block_id,
        row_number() over by_fragility as n_members,
        {%- for count in groups + ['n_schools'] %}
        sum(members.{{ count }}) over by_fragility as {{ count }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from members
    left join guarded using (identity_id)
    where members.is_shown_kind and guarded.identity_id is null
    window by_fragility as (
        partition by members.identity_id
        order by members.fragility, members.block_id
        rows between unbounded preceding and current row
    )
),

enough as (
    select
        ordered.identity_id,
        min(ordered.n_members) as n_enough
    from ordered
    cross join limits
    where {{ are_enough }}
    group by ordered.identity_id
),

guards as (
    select
        identity_id,
        ordered.block_id
    from ordered
    left join enough using (identity_id)
    where enough.n_enough is null or ordered.n_members <= enough.n_enough
    union
    -- all of them are too few: the sum is hidden with them
    select
        identity_id,
        ordered.parent_id as block_id
    from ordered
    left join enough using (identity_id)
    where enough.n_enough is null
)

select * from guards
