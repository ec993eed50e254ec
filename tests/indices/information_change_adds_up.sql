{%- set groups = ['n_first', 'n_middle', 'n_third'] -%}
{%- set by = ['variant', 'school_year', 'area_code'] -%}
{#- and what each is back in time -#}
{%- set parts = {
    'change_opened_schools': 'change_closed_schools',
    'change_closed_schools': 'change_opened_schools',
    'change_group_sizes': 'change_group_sizes',
    'change_school_sizes': 'change_school_sizes',
    'change_composition': 'change_composition',
    'change_segregation': 'change_segregation',
} -%}
-- What: the parts of a change of M add up to it; back in time they are the opposite; where schools
-- and groups only grow, each by a factor of its own, segregation does not change; and a group that is
-- absent changes nothing.
-- Why: only then may a change be told as one of schools, of the population and of segregation.
-- How to resolve: repair macros/indices/mutual_information_change.sql or
-- adjusted_mutual_information.sql.
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

earlier_schools as (
    select
        'forward' as variant,
        first_year.*
    from first_year
    union all
    select
        'backward' as variant,
        second_year.*
    from second_year
    union all
    select
        'same_odds' as variant,
        schools.*
    from schools
    union all
    select
        'no_middle' as variant,
        school_year,
        area_code,
        school_number,
        n_first,
        0 as n_middle,
        n_third
    from first_year
),

later_schools as (
    select
        'forward' as variant,
        second_year.*
    from second_year
    union all
    select
        'backward' as variant,
        first_year.*
    from first_year
    union all
    select
        'same_odds' as variant,
        school_year,
        area_code,
        school_number,
        3 * (1 + school_number % 4) * n_first as n_first,
        (1 + school_number % 4) * n_middle as n_middle,
        2 * (1 + school_number % 4) * n_third as n_third
    from schools
    union all
    select
        'no_middle' as variant,
        school_year,
        area_code,
        school_number,
        n_first,
        0 as n_middle,
        n_third
    from second_year
),

changes as (
    {{ mutual_information_change(
        'earlier_schools', 'later_schools', by=by, school='school_number', groups=groups
    ) }}
),

-- the groups without the one that is absent
two_groups as (
    {{ mutual_information_change(
        'earlier_schools', 'later_schools', by=by, school='school_number',
        groups=['n_first', 'n_third']
    ) }}
),

actual as (
    select
        {{ by | join(', ') }},
        'all parts' as what,
        change_opened_schools + change_closed_schools + change_composition + change_segregation
        as answer
    from changes
    union all
    select
        {{ by | join(', ') }},
        'both margins' as what,
        change_group_sizes + change_school_sizes as answer
    from changes
    {%- for part in parts %}
    union all
    select
        {{ by | join(', ') }},
        '{{ part }}' as what,
        {{ part }} as answer
    from changes
    where variant in ('forward', 'no_middle')
    {%- endfor %}
    union all
    select
        {{ by | join(', ') }},
        'change_segregation' as what,
        change_segregation as answer
    from changes
    where variant = 'same_odds'
),

expected as (
    select
        {{ by | join(', ') }},
        'all parts' as what,
        to_mutual_information - from_mutual_information as answer
    from changes
    union all
    select
        {{ by | join(', ') }},
        'both margins' as what,
        change_composition as answer
    from changes
    {%- for part, opposite in parts.items() %}
    union all
    select
        'forward' as variant,
        school_year,
        area_code,
        '{{ part }}' as what,
        -{{ opposite }} as answer
    from changes
    where variant = 'backward'
    union all
    select
        {{ by | join(', ') }},
        '{{ part }}' as what,
        {{ part }} as answer
    from two_groups
    where variant = 'no_middle'
    {%- endfor %}
    union all
    select
        {{ by | join(', ') }},
        'change_segregation' as what,
        cast(0 as {{ type_double() }}) as answer
    from changes
    where variant = 'same_odds'
)

{{ mismatches('actual', 'expected', by=by + ['what'], columns=['answer']) }}
