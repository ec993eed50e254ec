{%- set area = [
    'school_year', 'sector', 'characteristic', 'governance', 'area_level', 'area_code',
] -%}

with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

area_schools as (
    select * from {{ ref('int_area_schools') }}
    where area_level in ('national', 'urbanity')
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
    where area_level in ('national', 'urbanity')
),

municipality_pupils as (
    select
        school_year,
        sector,
        characteristic,
        area_code as municipality_code,
        n_known
    from {{ ref('int_area_counts') }}
    where area_level = 'municipality' and governance = 'all'
),

municipality_dissimilarity as (
    select
        school_year,
        sector,
        characteristic,
        governance,
        municipality_code,
        index_value,
        case when index_value is not null then cast(n_known as {{ type_double() }}) end as weight
    from {{ ref('int_municipality_indices') }}
    inner join municipality_pupils using (school_year, sector, characteristic, municipality_code)
    where governance = 'all' and index_code = 'dissimilarity'
),

schools as (
    select
        school_year,
        sector,
        school_group_counts.characteristic,
        'all' as governance,
        area_schools.area_level,
        area_schools.area_code,
        school_group_counts.n_first,
        school_group_counts.n_third
    from school_group_counts
    inner join area_schools using (school_year, sector, municipality_code, school_id)
),

as_one_area as (
    {{ dissimilarity('schools', area, x='n_first', y='n_third') }}
),

area_dissimilarity as (
    select
        {{ area | join(', ') }},
        'dissimilarity_one_area' as index_code,
        dissimilarity as index_value
    from as_one_area
    union all
    select
        {{ area | join(', ') }},
        'dissimilarity_by_pupils' as index_code,
        {{ exact_sum('index_value * weight') }} / sum(weight) as index_value
    from municipality_dissimilarity
    inner join municipality_areas using (school_year, municipality_code)
    group by {{ area | join(', ') }}
)

select * from area_dissimilarity
