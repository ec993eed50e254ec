-- What: the change of D that comes with opened schools, at the same schools and goes with closed
-- schools add up to the change of the unrounded D, wherever that is known; no other row has parts.
-- Why: the parts are read as an account of the change; a school counted twice or not at all, or
-- with another weight than in D, leaves a change that nothing accounts for.
-- How to resolve: compare the weights in int_school_dissimilarity with those in int_area_indices,
-- and the years in int_dissimilarity_changes.
{%- set series = ['sector', 'characteristic', 'area_level', 'area_code', 'index_code'] %}
with changes as (
    select
        {{ series | join(', ') }},
        from_year,
        to_year,
        change_opened_schools + change_same_schools + change_closed_schools as change_of_parts
    from {{ ref('int_index_changes') }}
    where is_consecutive and governance = 'all'
),

area_indices as (
    select * from {{ ref('int_area_indices') }}
    where governance = 'all'
),

earlier as (
    select
        {{ series | join(', ') }},
        school_year as from_year,
        index_value as from_value
    from area_indices
),

later as (
    select
        {{ series | join(', ') }},
        school_year as to_year,
        index_value as to_value
    from area_indices
),

compared as (
    select
        {{ series | join(', ') }},
        from_year,
        to_year,
        changes.change_of_parts,
        case
            when index_code = 'dissimilarity' then later.to_value - earlier.from_value
        end as change_of_value
    from changes
    left join earlier using ({{ series | join(', ') }}, from_year)
    left join later using ({{ series | join(', ') }}, to_year)
)

select * from compared
where
    abs(change_of_parts - change_of_value) > 1e-12
    or (change_of_parts is null) <> (change_of_value is null)
