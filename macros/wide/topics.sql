{#- What every wide table says of the topic of a figure: its year, sector, characteristic and status. -#}
{% macro names_of_topics(language) -%}
labels as (
    select * from {{ ref('labels') }}
),

school_years as (
    select * from {{ ref('dim_school_year') }}
),

sectors as (
    select
        code as sector,
        label_{{ language }} as sector_name
    from labels
    where label_kind = 'sector'
),

characteristics as (
    select * from {{ ref('dim_characteristic') }}
),

statuses as (
    select * from {{ ref('dim_status') }}
)
{%- endmacro %}


{% macro columns_of_topics(language) -%}
    figures.school_year,
    school_years.start_year,
    school_years.is_latest,
    figures.sector,
    sectors.sector_name,
    figures.characteristic,
    characteristics.name_{{ language }} as characteristic_name,
    characteristics.sort_order as characteristic_order
{%- endmacro %}


{% macro joins_of_topics() -%}
left join school_years on figures.school_year = school_years.school_year
left join sectors on figures.sector = sectors.sector
left join characteristics on figures.characteristic = characteristics.characteristic
left join statuses on figures.status = statuses.status
{%- endmacro %}
