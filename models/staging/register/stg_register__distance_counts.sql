with pupil_groups as (
    select
        school_year,
        sector,
        school_id,
        income,
        education,
        migration,
        home_to_school_km,
        {{ distance_class('home_to_school_km') }} as distance_km
    from {{ ref('stg_register__pupil_groups') }}
    where home_to_school_km is not null
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

-- the second and last scan of the pupils: all characteristics at once, per class of distance
stratum_counts as (
    select
        numbered_schools.stratum,
        pupil_groups.distance_km,
        {%- for characteristic, group_code in register_cells() %}
        {%- set in_group = 'pupil_groups.' ~ characteristic ~ " = '" ~ group_code ~ "'" %}
        count(*) filter (where {{ in_group }}) as n_{{ group_code }},
        sum(pupil_groups.home_to_school_km) filter (where {{ in_group }}) as km_{{ group_code }},
        {%- endfor %}
        count(*) as n_all,
        sum(pupil_groups.home_to_school_km) as km_all
    from pupil_groups
    inner join numbered_schools
        on
            pupil_groups.school_year = numbered_schools.school_year
            and pupil_groups.sector = numbered_schools.sector
            and pupil_groups.school_id = numbered_schools.school_id
    group by numbered_schools.stratum, pupil_groups.distance_km
),

distance_counts as (
    select
        strata.school_year,
        strata.sector,
        strata.municipality_code,
        strata.governance,
        stratum_counts.distance_km,
        {%- for _, group_code in distance_cells() %}
        stratum_counts.n_{{ group_code }},
        stratum_counts.km_{{ group_code }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from stratum_counts
    inner join strata
        on stratum_counts.stratum = strata.stratum
)

select * from distance_counts
