{%- set pupil = 1000000000000 -%}

with pupil_groups as (
    select
        school_year,
        sector,
        school_id,
        income,
        education,
        migration,
        {{ metres('home_to_school_km') }} as home_to_school_m
    from {{ ref('stg_register__pupil_groups') }}
    where home_to_school_km is not null
),

-- one number tells two: the pupil, as a million million, before the metres
travellers as (
    select
        *,
        {{ distance_class('home_to_school_m') }} as distance_m,
        {{ pupil }} + home_to_school_m as pupil_and_metres
    from pupil_groups
),

schools as (
    select * from {{ ref('stg_register__schools') }}
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

-- the second and last scan of the pupils: all characteristics at once, per class of distance;
-- a sum that tells pupils and metres is half the work of two sums
stratum_sums as (
    select
        numbered_schools.stratum,
        travellers.distance_m,
        {%- for characteristic, group_code in register_cells() %}
        {%- set in_group = 'travellers.' ~ characteristic ~ ' = ' ~ group_number(group_code) %}
        {%- set term = 'case when ' ~ in_group ~ ' then travellers.pupil_and_metres else 0 end' %}
        cast(sum({{ term }}) as {{ dbt.type_bigint() }}) as sum_{{ group_code }},
        {%- endfor %}
        cast(sum(travellers.pupil_and_metres) as {{ dbt.type_bigint() }}) as sum_all
    from travellers
    inner join numbered_schools using (school_year, sector, school_id)
    group by numbered_schools.stratum, travellers.distance_m
),

stratum_counts as (
    select
        stratum,
        distance_m,
        {%- for _, group_code in distance_cells() %}
        {%- set metres = 'sum_' ~ group_code ~ ' % ' ~ pupil %}
        cast({{ metres }} as {{ dbt.type_bigint() }}) as metres_{{ group_code }},
        {%- set n = '(sum_' ~ group_code ~ ' - ' ~ metres ~ ') / ' ~ pupil %}
        cast({{ n }} as {{ dbt.type_bigint() }}) as n_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from stratum_sums
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
