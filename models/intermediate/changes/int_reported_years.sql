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

numbered_years as (
    select
        sector,
        characteristic,
        school_year,
        row_number() over (
            partition by sector, characteristic
            order by school_year
        ) as year_number
    from school_years
),

reported_years as (
    select
        sector,
        characteristic,
        earlier.school_year as from_year,
        later.school_year as to_year,
        later.year_number = earlier.year_number + 1 as is_consecutive
    from numbered_years as earlier
    inner join numbered_years as later using (sector, characteristic)
    where earlier.year_number < later.year_number
)

select * from reported_years
