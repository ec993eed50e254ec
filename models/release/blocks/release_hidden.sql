with recursive blocks as (
    select * from {{ ref('release_blocks') }}
),

consequences as (
    select * from {{ ref('release_consequences') }}
),

differences as (
    select * from {{ ref('release_differences') }}
),

-- what follows from the unsafe blocks; each is reached once
reached (node_id) as (
    select block_id as node_id
    from blocks
    where is_unsafe
    union
    -- the smaller one of two blocks between which too little lies
    select inner_id as node_id
    from differences
    union
    select consequences.to_id as node_id
    from reached
    inner join consequences on reached.node_id = consequences.from_id
)

select
    blocks.*,
    case
        when blocks.breaks_r1 then 'R1'
        when blocks.breaks_r2 then 'R2'
        when blocks.breaks_r3 then 'R3'
        when blocks.breaks_r4 then 'R4'
        when blocks.also_rule is not null then blocks.also_rule
        when reached.node_id is not null then 'S'
    end as broken_rule,
    reached.node_id is not null as is_hidden
from blocks
left join reached on blocks.block_id = reached.node_id
