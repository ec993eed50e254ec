{%- set positions = ['first', 'middle', 'third', 'missing'] -%}

with school_counts as (
    select * from {{ ref('stg_school_counts') }}
),

schools as (
    select * from {{ ref('int_schools') }}
),

group_positions as (
    select * from {{ ref('characteristics') }}
),

positioned as (
    select
        school_year,
        sector,
        characteristic,
        school_id,
        schools.municipality_code,
        schools.governance,
        school_counts.n_pupils,
        coalesce(group_positions.group_position, 'missing') as group_position
    from school_counts
    inner join schools using (school_year, sector, school_id)
    left join group_positions using (characteristic, group_code)
),

by_position as (
    select
        *,
        {%- for position in positions %}
        case when group_position = '{{ position }}' then n_pupils else 0 end as n_{{ position }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from positioned
),

school_group_counts as (
    select
        school_year,
        sector,
        characteristic,
        school_id,
        municipality_code,
        governance,
        {%- for position in positions %}
        {{ complete_count('n_' ~ position) }} as n_{{ position }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from by_position
    group by
        school_year,
        sector,
        characteristic,
        school_id,
        municipality_code,
        governance
)

select
    school_year,
    sector,
    characteristic,
    school_id,
    municipality_code,
    governance,
    n_first,
    n_middle,
    n_third,
    n_missing,
    n_first + n_middle + n_third as n_known
from school_group_counts
