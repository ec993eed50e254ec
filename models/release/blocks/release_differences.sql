{#- shown blocks of which one holds the other, but for too few pupils or schools -#}
{%- set topic = ['school_year', 'sector', 'characteristic'] -%}
{%- set keys = topic + ['area_level', 'area_code', 'category_kind', 'category_code'] -%}
{%- set counts = ['n_schools', 'n_first', 'n_middle', 'n_third'] -%}

with block_schools as (
    select * from {{ ref('release_block_schools') }}
),

blocks as (
    select * from {{ ref('release_blocks') }}
    where is_shown_kind
),

limits as (
    select * from {{ ref('release_rules') }}
),

placed as (
    select
        {{ topic | join(', ') }},
        block_schools.school_id,
        blocks.block_id
    from block_schools
    inner join blocks using ({{ keys | join(', ') }})
),

shared as (
    select
        inner_block.block_id as inner_id,
        outer_block.block_id as outer_id,
        count(*) as n_shared
    from placed as inner_block
    inner join placed as outer_block using ({{ topic | join(', ') }}, school_id)
    where inner_block.block_id <> outer_block.block_id
    group by inner_block.block_id, outer_block.block_id
),

differences as (
    select
        shared.inner_id,
        shared.outer_id,
        {%- for count in counts %}
        outer_block.{{ count }} - inner_block.{{ count }} as {{ count }},
        {%- endfor %}
        inner_block.characteristic,
        outer_block.n_known - inner_block.n_known as n_known
    from shared
    inner join blocks as inner_block on shared.inner_id = inner_block.block_id
    inner join blocks as outer_block on shared.outer_id = outer_block.block_id
    -- of the same schools there is no difference: those are hidden together
    where
        shared.n_shared = inner_block.n_schools
        and outer_block.n_schools > inner_block.n_schools
),

shares as (
    select
        *,
        case
            when characteristic = 'all' then 0
            else
                greatest(n_first, n_middle, n_third)
                / cast(nullif(n_known, 0) as {{ type_double() }})
        end as largest_share
    from differences
)

select
    shares.inner_id,
    shares.outer_id
from shares
cross join limits
where
    {{ breaks_count(['shares.n_first', 'shares.n_middle', 'shares.n_third'], 'limits.min_count') }}
    or {{ breaks_schools('shares.n_schools', 'limits.min_schools') }}
    or {{ breaks_share('coalesce(shares.largest_share, 1)', 'limits.max_share') }}
