{%- set area = ['sector', 'area_level', 'area_code', 'from_year', 'to_year'] -%}

with area_schools as (
    select * from {{ ref('int_area_schools') }}
),

year_pairs as (
    select distinct
        sector,
        from_year,
        to_year
    from {{ ref('int_reported_years') }}
),

-- schools that exist in both years, in the areas of each year
lasting_schools as (
    {%- for year in ['from_year', 'to_year'] %}
    select
        year_pairs.sector,
        year_pairs.from_year,
        year_pairs.to_year,
        area_schools.area_level,
        area_schools.area_code,
        area_schools.school_id
    from year_pairs
    inner join area_schools
        on
            year_pairs.sector = area_schools.sector
            and year_pairs.{{ year }} = area_schools.school_year
    inner join area_schools as other_year
        on
            year_pairs.sector = other_year.sector
            and year_pairs.{{ 'to_year' if year == 'from_year' else 'from_year' }}
            = other_year.school_year
            and area_schools.school_id = other_year.school_id
            and other_year.area_level = 'national'
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

moved_schools as (
    select
        {{ area | join(', ') }},
        school_id
    from lasting_schools
    group by {{ area | join(', ') }}, school_id
    having count(*) = 1
),

area_redrawings as (
    select
        {{ area | join(', ') }},
        count(*) as n_moved_schools
    from moved_schools
    group by {{ area | join(', ') }}
)

select * from area_redrawings
