{%- set needed_tables = {
    'person': ['school_addresses'],
    'school_address': ['school_addresses'],
    'father': ['parents'],
    'mother': ['parents'],
    'household': ['household_members', 'household_incomes'],
    'income': ['household_members', 'household_incomes'],
    'education': ['parents', 'education_levels'],
    'education_both': ['parents', 'education_levels'],
    'migration': ['parents', 'persons'],
    'home_address': ['home_addresses'],
    'distance': ['home_addresses', 'object_coordinates'],
} -%}

with serving_files as (
    select * from {{ source('delivery', 'cbs_serving_files') }}
),

needed as (
    {%- for link, tables in needed_tables.items() %}
    {%- for table in tables %}
    select
        '{{ link }}' as link,
        'cbs_{{ table }}' as table_name,
        {{ tables | length }} as n_tables
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    serving_files.school_year,
    needed.link
from needed
inner join serving_files using (table_name)
group by serving_files.school_year, needed.link, needed.n_tables
having count(*) = needed.n_tables
