{%- set area = ['sector', 'characteristic', 'area_level', 'area_code', 'from_year', 'to_year'] -%}

with reported_years as (
    select * from {{ ref('int_reported_years') }}
),

school_dissimilarity as (
    select * from {{ ref('int_school_dissimilarity') }}
),

-- a school's part in the later year comes in, its part in the earlier year goes out
parts as (
    {%- for year, sign in [('to_year', ''), ('from_year', '-')] %}
    select
        reported_years.sector,
        reported_years.characteristic,
        reported_years.from_year,
        reported_years.to_year,
        school_dissimilarity.area_level,
        school_dissimilarity.area_code,
        school_dissimilarity.school_id,
        '{{ year }}' as year_kind,
        {{ sign }}school_dissimilarity.dissimilarity_part as change_part
    from reported_years
    inner join school_dissimilarity
        on
            reported_years.sector = school_dissimilarity.sector
            and reported_years.characteristic = school_dissimilarity.characteristic
            and reported_years.{{ year }} = school_dissimilarity.school_year
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

school_changes as (
    select
        {{ area | join(', ') }},
        school_id,
        sum(change_part) as change_part,
        count(*) as n_years,
        max(year_kind) as last_kind
    from parts
    group by {{ area | join(', ') }}, school_id
),

dissimilarity_changes as (
    select
        {{ area | join(', ') }},
        coalesce(sum(change_part) filter (where n_years = 1 and last_kind = 'to_year'), 0)
            as change_opened_schools,
        coalesce(sum(change_part) filter (where n_years = 2), 0) as change_same_schools,
        coalesce(sum(change_part) filter (where n_years = 1 and last_kind = 'from_year'), 0)
            as change_closed_schools
    from school_changes
    group by {{ area | join(', ') }}
)

select * from dissimilarity_changes
