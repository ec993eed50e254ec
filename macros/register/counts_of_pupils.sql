{#- The pupils of each group and school, from the groups of each pupil. -#}
{% macro counts_of_pupils(pupil_groups) -%}
{%- set cells = register_cells() -%}
{%- set characteristics = cells | map('first') | unique | list -%}

with pupil_groups as (
    select * from {{ pupil_groups }}
),

-- the one scan of the pupils: all characteristics counted at once, one wide row a school
schools as (
    select
        school_year,
        sector,
        school_id,
        {%- for characteristic, group_code in cells %}
        {%- set in_group = characteristic ~ ' = ' ~ group_number(group_code) %}
        {{ count_where(in_group) }} as n_{{ group_code }},
        {%- endfor %}
        {%- for characteristic in characteristics %}
        count(*) - count({{ characteristic }}) as n_{{ characteristic }}_missing
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from pupil_groups
    group by school_year, sector, school_id
),

cells as (
    {%- for characteristic, group_code in cells %}
    select
        '{{ characteristic }}' as characteristic,
        '{{ group_code }}' as group_code
    union all
    {%- endfor %}
    {%- for characteristic in characteristics %}
    select
        '{{ characteristic }}' as characteristic,
        null as group_code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

school_counts as (
    select
        schools.school_year,
        schools.sector,
        schools.school_id,
        cells.characteristic,
        cells.group_code,
        case
            {%- for characteristic, group_code in cells %}
            when cells.group_code = '{{ group_code }}' then schools.n_{{ group_code }}
            {%- endfor %}
            {%- for characteristic in characteristics %}
            when cells.characteristic = '{{ characteristic }}'
                then schools.n_{{ characteristic }}_missing
            {%- endfor %}
        end as n_pupils
    from schools
    cross join cells
)

select * from school_counts
{%- endmacro %}
