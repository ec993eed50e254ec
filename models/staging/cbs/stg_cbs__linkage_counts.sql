with enrolments as (
    select * from {{ ref('stg_cbs__pupil_enrolments') }}
),

pupils as (
    select * from {{ ref('stg_cbs__pupils') }}
),

served_links as (
    select * from {{ ref('stg_cbs__served_links') }}
),

persons as (
    select
        school_year,
        sector,
        case when person_id is null then 'no_person' else 'linked' end as outcome
    from enrolments
),

{%- set outcomes = {
    'school_address': "case when has_municipality then 'linked' else 'no_row' end",
    'father': "case when has_father then 'linked' else 'no_parent' end",
    'mother': "case when has_mother then 'linked' else 'no_parent' end",
    'household': "case when income_outcome <> 'no_household' then 'linked' else 'no_row' end",
    'income': "case when income_outcome = 'no_household' then 'no_row' else income_outcome end",
    'education': 'education_outcome',
    'education_both': "case when education_parent_1 is not null and education_parent_2 is not null"
        ~ " then 'linked' else 'one_parent' end",
    'migration': 'migration_outcome',
    'home_address': "case when has_home then 'linked' else 'no_row' end",
    'distance': "case when home_to_school_km is not null then 'linked' else 'no_row' end",
} %}

-- what is asked of each pupil, and its answer
pupil_answers as (
    select
        school_year,
        sector,
        has_municipality,
        {%- for link, outcome in outcomes.items() %}
        {{ outcome }} as {{ link }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from pupils
),

-- the one scan of the pupils: there are few ways to answer all
counted_answers as (
    select
        school_year,
        sector,
        has_municipality,
        {%- for link in outcomes %}
        {{ link }},
        {%- endfor %}
        count(*) as n_pupils
    from pupil_answers
    group by
        school_year,
        sector,
        has_municipality,
        {%- for link in outcomes %}
        {{ link }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
),

answers as (
    select
        school_year,
        sector,
        'person' as link,
        outcome,
        count(*) as n_pupils
    from persons
    group by school_year, sector, outcome
    {%- for link in outcomes %}
    union all
    select
        school_year,
        sector,
        '{{ link }}' as link,
        {{ link }} as outcome,
        sum(n_pupils) as n_pupils
    from counted_answers
    {%- if link != 'school_address' %}
    where has_municipality
    {%- endif %}
    group by school_year, sector, {{ link }}
    {%- endfor %}
)

select
    answers.school_year,
    answers.sector,
    answers.link,
    answers.outcome,
    cast(answers.n_pupils as {{ dbt.type_bigint() }}) as n_pupils
from answers
-- what no file serves is not asked
inner join served_links using (school_year, link)
