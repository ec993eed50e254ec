{%- set area = ['sector', 'characteristic', 'area_level', 'area_code', 'from_year', 'to_year'] -%}

with reported_years as (
    select * from {{ ref('int_reported_years') }}
    where is_consecutive
),

school_dissimilarity as (
    select * from {{ ref('int_school_dissimilarity') }}
),

area_schools as (
    select * from {{ ref('int_area_schools') }}
),

-- a school's part in the later year comes in, its part in the earlier year goes out
parts as (
    {%- for year, other_year, sign, kind in [
        ('to_year', 'from_year', '', 'opened'), ('from_year', 'to_year', '-', 'closed'),
    ] %}
    select
        reported_years.sector,
        reported_years.characteristic,
        reported_years.from_year,
        reported_years.to_year,
        school_dissimilarity.area_level,
        school_dissimilarity.area_code,
        case when area_schools.school_id is not null then 'same' else '{{ kind }}' end
            as school_kind,
        {{ sign }}school_dissimilarity.dissimilarity_part as change_part
    from reported_years
    inner join school_dissimilarity
        on
            reported_years.sector = school_dissimilarity.sector
            and reported_years.characteristic = school_dissimilarity.characteristic
            and reported_years.{{ year }} = school_dissimilarity.school_year
    -- the area has the school in the other year too, with pupils of known group or not
    left join area_schools
        on
            reported_years.sector = area_schools.sector
            and reported_years.{{ other_year }} = area_schools.school_year
            and school_dissimilarity.area_level = area_schools.area_level
            and school_dissimilarity.area_code = area_schools.area_code
            and school_dissimilarity.school_id = area_schools.school_id
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

dissimilarity_changes as (
    select
        {{ area | join(', ') }},
        {%- for kind in ['opened', 'same', 'closed'] %}
        {%- set part = "case when school_kind = '" ~ kind ~ "' then change_part else 0 end" %}
        {{ exact_sum(part) }} as change_{{ kind }}_schools
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from parts
    group by {{ area | join(', ') }}
)

select * from dissimilarity_changes
