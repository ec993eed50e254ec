{#- The pupils and their metres per municipality, governance and class of distance, from the groups of each pupil. -#}
{% macro distances_of_pupils(pupil_groups, schools) -%}
with pupil_groups as (
    select
        school_year,
        sector,
        school_id,
        income,
        education,
        migration,
        {{ metres('home_to_school_km') }} as home_to_school_m
    from {{ pupil_groups }}
    where home_to_school_km is not null
),

travellers as (
    select
        *,
        {{ distance_class('home_to_school_m') }} as distance_m
    from pupil_groups
),

schools as (
    select * from {{ schools }}
),

denominations as (
    select * from {{ ref('denominations') }}
),

school_governance as (
    select
        schools.school_year,
        schools.sector,
        schools.school_id,
        schools.municipality_code,
        {{ governance('denominations.denomination') }} as governance
    from schools
    left join denominations
        on lower(trim(schools.denomination)) = lower(denominations.source_label)
),

-- a number for each combination that pupils are counted in: one short key in place of four texts
numbered_schools as (
    select
        *,
        dense_rank() over (order by school_year, sector, municipality_code, governance) as stratum
    from school_governance
),

strata as (
    select distinct
        stratum,
        school_year,
        sector,
        municipality_code,
        governance
    from numbered_schools
),

-- the second and last scan of the pupils: all characteristics at once, per class of distance
stratum_counts as (
    select
        numbered_schools.stratum,
        travellers.distance_m,
        {%- for characteristic, group_code in register_cells() %}
        {%- set in_group = 'travellers.' ~ characteristic ~ ' = ' ~ group_number(group_code) %}
        {%- set metres = 'case when ' ~ in_group ~ ' then travellers.home_to_school_m else 0 end' %}
        {{ count_where(in_group) }} as n_{{ group_code }},
        cast(sum({{ metres }}) as {{ dbt.type_bigint() }}) as metres_{{ group_code }},
        {%- endfor %}
        count(*) as n_all,
        cast(sum(travellers.home_to_school_m) as {{ dbt.type_bigint() }}) as metres_all
    from travellers
    inner join numbered_schools using (school_year, sector, school_id)
    group by numbered_schools.stratum, travellers.distance_m
),

distance_counts as (
    select
        strata.school_year,
        strata.sector,
        strata.municipality_code,
        strata.governance,
        stratum_counts.distance_m,
        {%- for _, group_code in distance_cells() %}
        stratum_counts.n_{{ group_code }},
        stratum_counts.metres_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from stratum_counts
    inner join strata using (stratum)
)

select * from distance_counts
{%- endmacro %}
