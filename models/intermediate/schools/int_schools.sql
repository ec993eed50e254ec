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

offered as (
    select distinct programmes as programmes_offered
    from schools
    where sector = 'vo' and programmes is not null
),

offers as (
    select
        offered.programmes_offered,
        min(programmes.programme_level) as lowest_level,
        max(programmes.programme_level) as highest_level
    from offered
    inner join programmes
        on '/' || upper(offered.programmes_offered) || '/' like '%/' || programmes.programme || '/%'
    group by offered.programmes_offered
),

offered_types as (
    select
        offers.programmes_offered,
        school_types.school_type
    from offers
    inner join school_types using (lowest_level, highest_level)
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
            when schools.sector = 'vo' then coalesce(offered_types.school_type, 'onbekend')
        end as school_type,
        {{ governance('denominations.denomination') }} as governance
    from schools
    left join denominations
        on lower(trim(schools.denomination)) = lower(denominations.source_label)
    left join offered_types
        on
            schools.sector = 'vo'
            and schools.programmes = offered_types.programmes_offered
)

select * from categorised
