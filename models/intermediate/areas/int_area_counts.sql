{%- set counts = ['n_first', 'n_middle', 'n_third', 'n_missing', 'n_known'] -%}

with schools as (
    select * from {{ ref('int_governance_group_counts') }}
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

municipalities as (
    select
        school_year,
        sector,
        characteristic,
        municipality_code,
        governance,
        -- a school counts when it has a pupil of known group; a suppressed cell hides pupils too
        count(*) filter (where n_known > 0 or n_known is null) as n_schools,
        {%- for column in counts %}
        {{ complete_count(column) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from schools
    group by school_year, sector, characteristic, municipality_code, governance
),

area_counts as (
    select
        school_year,
        municipalities.sector,
        municipalities.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        municipalities.governance,
        count(*) filter (where municipalities.n_schools > 0) as n_municipalities,
        {%- for column in ['n_schools'] + counts %}
        {{ complete_count('municipalities.' ~ column) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from municipalities
    inner join municipality_areas using (school_year, municipality_code)
    group by
        school_year,
        municipalities.sector,
        municipalities.characteristic,
        municipality_areas.area_level,
        municipality_areas.area_code,
        municipality_areas.area_name,
        municipalities.governance
)

select * from area_counts
