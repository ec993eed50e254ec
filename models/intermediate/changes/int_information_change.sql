{%- set area = ['sector', 'characteristic', 'area_level', 'area_code'] -%}
{%- set by = area + ['from_year', 'to_year'] -%}
{%- set levels = var('information_change_levels') or ['none'] -%}
{%- set groups = ['n_first', 'n_middle', 'n_third'] -%}
{%- set parts = [
    'change_opened_schools', 'change_closed_schools', 'change_group_sizes', 'change_school_sizes',
    'change_composition', 'change_segregation',
] -%}

with reported_years as (
    select * from {{ ref('int_reported_years') }}
    where is_consecutive
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
    where
        governance = 'all'
        and area_level in ({{ quoted_list(levels) }})
),

area_schools as (
    select * from {{ ref('int_area_schools') }}
    where area_level in ({{ quoted_list(levels) }})
),

schools as (
    select
        {{ area | join(', ') }},
        school_year,
        school_id,
        {{ groups | join(', ') }}
    from {{ ref('int_school_group_counts') }}
    inner join area_schools using (school_year, sector, municipality_code, school_id)
),
{%- for name, year in {'earlier': 'from_year', 'later': 'to_year'}.items() %}

{{ name }}_schools as (
    select
        {{ by | join(', ') }},
        schools.school_id,
        schools.{{ groups | join(', schools.') }}
    from reported_years
    inner join schools using (sector, characteristic)
    where schools.school_year = reported_years.{{ year }}
),

{{ name }}_areas as (
    select
        {{ area | join(', ') }},
        school_year as {{ year }},
        area_name,
        n_known is null as is_incomplete
    from area_counts
),
{%- endfor %}

changes as (
    {{ mutual_information_change('earlier_schools', 'later_schools', by, 'school_id', groups) }}
),

information_change as (
    select
        {{ by | join(', ') }},
        coalesce(later_areas.area_name, earlier_areas.area_name) as area_name,
        changes.from_mutual_information as from_value,
        changes.to_mutual_information as to_value,
        changes.to_mutual_information - changes.from_mutual_information as difference,
        changes.{{ parts | join(',\n        changes.') }},
        case
            when earlier_areas.is_incomplete or later_areas.is_incomplete then 'incomplete_input'
            when
                {%- for part in parts %}
                {{ 'or ' if not loop.first }}changes.{{ part }} is null
                {%- endfor %}
                then 'group_absent'
            else 'ok'
        end as status
    from changes
    left join earlier_areas using ({{ area | join(', ') }}, from_year)
    left join later_areas using ({{ area | join(', ') }}, to_year)
)

select * from information_change
