-- What: the parts of a change of mutual information add up to it, wherever all are known; and both
-- values of a focus city are those of the marts of indices.
-- Why: the parts are read as an account of the change.
-- How to resolve: repair macros/indices/mutual_information_change.sql, or look which schools
-- int_information_change has and int_further_indices has not.
{%- set area = ['sector', 'characteristic', 'area_level', 'area_code'] %}
with changes as (
    select * from {{ ref('int_information_change') }}
),

city_indices as (
    select
        {{ area | join(', ') }},
        school_year,
        index_value
    from {{ ref('int_area_indices') }}
    where governance = 'all' and index_code = 'mutual_information' and area_level = 'g4'
),
{%- for name, year in {'earlier': 'from_year', 'later': 'to_year'}.items() %}

{{ name }} as (
    select
        {{ area | join(', ') }},
        school_year as {{ year }},
        index_value
    from city_indices
),
{%- endfor %}

compared as (
    select
        {{ area | join(', ') }},
        from_year,
        to_year,
        changes.status,
        changes.change_opened_schools + changes.change_closed_schools
        + changes.change_group_sizes + changes.change_school_sizes + changes.change_segregation
        - (changes.to_value - changes.from_value) as unaccounted,
        changes.change_group_sizes + changes.change_school_sizes - changes.change_composition
            as unaccounted_composition,
        abs(changes.from_value - earlier.index_value) as difference_of_earlier,
        abs(changes.to_value - later.index_value) as difference_of_later
    from changes
    left join earlier using ({{ area | join(', ') }}, from_year)
    left join later using ({{ area | join(', ') }}, to_year)
)

select * from compared
where
    (status = 'ok') <> (unaccounted is not null)
    or abs(unaccounted) > 1e-12
    or abs(unaccounted_composition) > 1e-12
    or difference_of_earlier > 1e-12
    or difference_of_later > 1e-12
