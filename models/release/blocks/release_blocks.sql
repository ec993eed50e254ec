{%- set keys = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'category_kind',
    'category_code',
] -%}
{%- set groups = ['n_first', 'n_middle', 'n_third'] -%}

with block_schools as (
    select * from {{ ref('release_block_schools') }}
),

limits as (
    select * from {{ ref('release_rules') }}
),

-- what the audit found out in a round before this one, and what the release before hid
also_hidden as (
    select
        block_id,
        min(rule_code) as rule_code
    from {{ source('audit', 'also_hidden') }}
    group by block_id
),

totals as (
    select
        {{ keys | join(', ') }},
        count(*) as n_schools,
        sum(n_first) as n_first,
        sum(n_middle) as n_middle,
        sum(n_third) as n_third,
        sum(n_known) as n_known,
        max(n_first) as largest_first,
        max(n_third) as largest_third,
        max(n_known) as largest_known,
        -- blocks of the same schools say the same
        bit_xor(hash(school_id)) as schools_hash
    from block_schools
    group by {{ keys | join(', ') }}
),

blocks as (
    select
        {{ keys | join(" || '/' || ") }} as block_id,
        {{ keys | join(', ') }},
        area_level in ('national', 'urbanity', 'municipality') as is_shown_kind,
        n_schools,
        {{ groups | join(', ') }},
        n_known,
        -- of all pupils together there are no groups
        case
            when characteristic = 'all' then 0
            else
                greatest({{ groups | join(', ') }})
                / cast(nullif(n_known, 0) as {{ type_double() }})
        end as largest_share,
        greatest(
            coalesce(largest_first / cast(nullif(n_first, 0) as {{ type_double() }}), 1),
            coalesce(largest_third / cast(nullif(n_third, 0) as {{ type_double() }}), 1),
            coalesce(largest_known / cast(nullif(n_known, 0) as {{ type_double() }}), 1)
        ) as largest_part,
        schools_hash
    from totals
),

judged as (
    select
        blocks.*,
        {{ breaks_count(groups, 'limits.min_count') }} as breaks_r1,
        {{ breaks_schools('blocks.n_schools', 'limits.min_schools') }} as breaks_r2,
        {{ breaks_share('coalesce(blocks.largest_share, 1)', 'limits.max_share') }} as breaks_r3,
        {{ breaks_part('blocks.largest_part', 'limits.max_part') }} as breaks_r4,
        also_hidden.rule_code as also_rule,
        blocks.n_schools >= limits.further_min_schools as is_further_shown,
        -- how near a block is to being hidden, in units that no limit changes: an order for what is
        -- hidden with it. A tighter limit must never show what a looser one hides.
        least(
            least({{ groups | join(', ') }}) / 10.0,
            blocks.n_schools / 3.0,
            (1 - coalesce(blocks.largest_share, 1)) / 0.1
        ) as fragility
    from blocks
    left join also_hidden using (block_id)
    cross join limits
)

select
    *,
    breaks_r1 or breaks_r2 or breaks_r3 or breaks_r4 or also_rule is not null as is_unsafe
from judged
