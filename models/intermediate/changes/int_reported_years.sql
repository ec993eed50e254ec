with area_counts as (
    select * from {{ ref('int_area_counts') }}
),

school_years as (
    select distinct
        sector,
        characteristic,
        school_year
    from area_counts
    {%- if var('reported_years') %}
    where school_year in ('{{ var('reported_years') | join("', '") }}')
    {%- endif %}
),

reported_years as (
    select
        sector,
        characteristic,
        school_year as from_year,
        lead(school_year) over (
            partition by sector, characteristic
            order by school_year
        ) as to_year
    from school_years
)

select * from reported_years
where to_year is not null
