-- What: the parts of a change of M add up to it; back in time each is the opposite; and where schools
-- and groups only grow, each by a factor of its own, segregation does not change.
-- Why: only then may a change be told as one of schools, of the population and of segregation.
-- How to resolve: a column other than 0 says what fails; repair
-- macros/indices/mutual_information_change.sql or adjusted_mutual_information.sql.
{% set by = ['variant', 'school_year', 'area_code'] %}
{# and what each is back in time #}
{% set parts = {
    'change_opened_schools': 'change_closed_schools',
    'change_closed_schools': 'change_opened_schools',
    'change_group_sizes': 'change_group_sizes',
    'change_school_sizes': 'change_school_sizes',
    'change_composition': 'change_composition',
    'change_segregation': 'change_segregation',
} %}

with schools as (
    select
        school_year,
        area_code,
        school_number,
        n_first,
        n_middle,
        n_third
    from ({{ pseudo_random_schools() }}) as all_schools
    where n_known > 0
),

-- some schools are of one year only
first_year as (
    select * from schools
    where school_number % 13 > 0
),

second_year as (
    select
        school_year,
        area_code,
        school_number,
        n_first + school_number % 5 as n_first,
        n_middle + school_number % 7 as n_middle,
        n_third + school_number % 3 as n_third
    from schools
    where school_number % 11 > 0
),

grown_schools as (
    select
        school_year,
        area_code,
        school_number,
        3 * (1 + school_number % 4) * n_first as n_first,
        (1 + school_number % 4) * n_middle as n_middle,
        2 * (1 + school_number % 4) * n_third as n_third
    from schools
),

{%- for year, relations in {
    'earlier': {'forward': 'first_year', 'backward': 'second_year', 'grown': 'schools'},
    'later': {'forward': 'second_year', 'backward': 'first_year', 'grown': 'grown_schools'},
}.items() %}

{{ year }}_schools as (
    {%- for variant, relation in relations.items() %}
    select
        '{{ variant }}' as variant,
        {{ relation }}.*
    from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),
{%- endfor %}

changes as (
    {{ mutual_information_change(
        'earlier_schools', 'later_schools', by=by, school='school_number',
        groups=['n_first', 'n_middle', 'n_third']
    ) }}
),

errors as (
    select
        school_year,
        area_code,
        max(abs(
            change_opened_schools + change_closed_schools + change_composition + change_segregation
            - (to_mutual_information - from_mutual_information)
        )) as of_all_parts,
        max(abs(change_group_sizes + change_school_sizes - change_composition)) as of_sizes,
        {%- for part, opposite in parts.items() %}
        abs(sum(
            case variant when 'forward' then {{ part }} when 'backward' then {{ opposite }} end
        )) as of_{{ part }},
        {%- endfor %}
        max(case when variant = 'grown' then abs(change_segregation) end) as of_grown_schools,
        count(change_segregation) + count(change_group_sizes) as n_known
    from changes
    group by school_year, area_code
)

select * from errors
where
    n_known < 6
    or of_all_parts > 1e-12
    or of_sizes > 1e-12
    {%- for part in parts %}
    or of_{{ part }} > 1e-12
    {%- endfor %}
    or of_grown_schools > 1e-12
