-- What: of every sum with a hidden block several are hidden, with enough pupils of each group and
-- schools together, or something that is never shown and is safe by itself.
-- Why: one hidden block of a sum is what the others leave.
-- How to resolve: look at the sum in release_identities, then at what guards it in release_guards.
with members as (
    select
        identities.identity_id,
        identities.parent_id,
        hidden.*,
        parents.is_hidden as is_parent_hidden
    from {{ ref('release_identities') }} as identities
    inner join {{ ref('release_hidden') }} as hidden on identities.member_id = hidden.block_id
    inner join {{ ref('release_hidden') }} as parents on identities.parent_id = parents.block_id
),

limits as (
    select * from {{ ref('release_rules') }}
),

sums as (
    select
        members.identity_id,
        bool_and(members.is_parent_hidden) as is_parent_hidden,
        bool_or(members.is_shown_kind and members.is_hidden) as has_hidden,
        bool_and(members.is_hidden) filter (where members.is_shown_kind) as is_all_hidden,
        count(*) filter (where members.is_hidden or not members.is_shown_kind) as n_members,
        {%- for count in ['n_schools', 'n_first', 'n_middle', 'n_third'] %}
        sum(members.{{ count }}) filter (where members.is_hidden or not members.is_shown_kind)
            as {{ count }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from members
    group by members.identity_id
)

select sums.*
from sums
cross join limits
where
    sums.has_hidden
    and not {{ is_enough_hidden(
        'sums.n_members', ['sums.n_first', 'sums.n_middle', 'sums.n_third'], 'sums.n_schools'
    ) }}
    -- or none of it is shown, nor what it adds up to
    and not (sums.is_parent_hidden and sums.is_all_hidden)
