with distances as (
    select * from {{ ref('stg_duo__distances') }}
    where school_kind = 'Bo'
),

schools as (
    select * from {{ ref('stg_duo__schools') }}
),

denominations as (
    select * from {{ ref('denominations') }}
),

-- only a mean per site is published: the groups, the distances and so a median stay unknown
distance_counts as (
    select
        school_year,
        schools.sector,
        schools.municipality_code,
        {{ governance('denominations.denomination') }} as governance,
        cast(null as {{ dbt.type_bigint() }}) as distance_m,
        {%- for _, group_code in register_cells() %}
        cast(null as {{ dbt.type_bigint() }}) as n_{{ group_code }},
        cast(null as {{ dbt.type_bigint() }}) as metres_{{ group_code }},
        {%- endfor %}
        cast(distances.n_pupils as {{ dbt.type_bigint() }}) as n_all,
        {{ metres('distances.n_pupils * distances.mean_km') }} as metres_all
    from distances
    inner join schools using (school_year, school_id)
    left join denominations
        on lower(trim(schools.denomination)) = lower(denominations.source_label)
)

select * from distance_counts
