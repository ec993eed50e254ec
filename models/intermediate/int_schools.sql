with schools as (
    select * from {{ ref('stg_schools') }}
),

denominations as (
    select * from {{ ref('denominations') }}
),

programmes as (
    select * from {{ ref('programmes') }}
),

school_types as (
    select * from {{ ref('school_types') }}
),

offers as (
    select
        schools.school_year,
        schools.school_id,
        min(programmes.programme_level) as lowest_level,
        max(programmes.programme_level) as highest_level
    from schools
    inner join programmes
        on '/' || upper(schools.programmes) || '/' like '%/' || programmes.programme || '/%'
    where schools.sector = 'vo'
    group by schools.school_year, schools.school_id
),

categorised as (
    select
        schools.school_year,
        schools.sector,
        schools.school_id,
        schools.school_name,
        schools.municipality_code,
        coalesce(denominations.denomination, 'onbekend') as denomination,
        case
            when schools.sector = 'vo' then coalesce(school_types.school_type, 'onbekend')
        end as school_type,
        {{ governance('denominations.denomination') }} as governance
    from schools
    left join denominations
        on lower(trim(schools.denomination)) = lower(denominations.source_label)
    left join offers
        on
            schools.sector = 'vo'
            and schools.school_year = offers.school_year
            and schools.school_id = offers.school_id
    left join school_types
        on
            offers.lowest_level = school_types.lowest_level
            and offers.highest_level = school_types.highest_level
)

select * from categorised
