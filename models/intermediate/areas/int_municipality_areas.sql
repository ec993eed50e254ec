with municipalities as (
    select * from {{ ref('stg_municipalities') }}
),

focus_cities as (
    {%- if var('focus_cities') %}
    select
        municipality_code,
        municipality_name as area_name,
        school_year
    from municipalities
    where municipality_code in ({{ quoted_list(var('focus_cities')) }})
    {%- else %}
    select
        municipality_code,
        focus_cities.area_name,
        municipalities.school_year
    from {{ ref('focus_cities') }} as focus_cities
    inner join municipalities using (municipality_code)
    {%- endif %}
),

labels as (
    select * from {{ ref('labels') }}
),

municipality_areas as (
    select
        municipalities.school_year,
        municipalities.municipality_code,
        labels.label_kind as area_level,
        labels.code as area_code,
        labels.label_nl as area_name
    from municipalities
    inner join labels
        on
            (
                labels.label_kind = 'national'
                and labels.code = '{{ 'all' if var('areas') == 'opaque' else 'NL' }}'
            )
            or (
                labels.label_kind = 'urbanity'
                and labels.code
                = coalesce(cast(municipalities.urbanity as {{ dbt.type_string() }}), 'unknown')
            )
    union all
    select
        school_year,
        municipality_code,
        'g4' as area_level,
        municipality_code as area_code,
        area_name
    from focus_cities
    union all
    select
        school_year,
        municipality_code,
        'municipality' as area_level,
        municipality_code as area_code,
        municipality_name as area_name
    from municipalities
)

select * from municipality_areas
