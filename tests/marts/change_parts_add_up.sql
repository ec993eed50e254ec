-- What: the change of D that comes with opened schools, at the same schools and goes with closed
-- schools add up to the change of the unrounded D, wherever that is known; no other row has parts.
-- Why: the parts are read as an account of the change; a school counted twice or not at all, or
-- with another weight than in D, leaves a change that nothing accounts for.
-- How to resolve: compare the weights in int_school_dissimilarity with
-- those in int_area_indices, and the years in int_dissimilarity_changes.
with changes as (
    select
        *,
        change_opened_schools + change_same_schools + change_closed_schools as change_of_parts
    from {{ ref('int_index_changes') }}
),

area_indices as (
    select * from {{ ref('int_area_indices') }}
    where governance = 'all'
),

compared as (
    select
        changes.sector,
        changes.characteristic,
        changes.area_level,
        changes.area_code,
        changes.index_code,
        changes.from_year,
        changes.to_year,
        changes.change_of_parts,
        case
            when changes.index_code = 'dissimilarity'
                then later.index_value - earlier.index_value
        end as change_of_value
    from changes
    left join area_indices as earlier
        on
            {{ same_series('changes', 'earlier') }}
            and changes.from_year = earlier.school_year
    left join area_indices as later
        on
            {{ same_series('changes', 'later') }}
            and changes.to_year = later.school_year
)

select * from compared
where
    abs(change_of_parts - change_of_value) > 1e-12
    or (change_of_parts is null) <> (change_of_value is null)
