with numbers as (
    select * from {{ ref('stg_cbs__school_numbers') }}
),

addresses as (
    select * from {{ ref('stg_cbs__school_municipalities') }}
),

register as (
    select * from {{ ref('stg_cbs__school_register') }}
),

municipalities as (
    select * from {{ ref('stg_cbs__municipalities') }}
),

-- what most pupils of a school carry; of two that as many carry, the first in the alphabet
denomination_votes as (
    select
        school_year,
        school_id,
        denomination_code,
        row_number() over (
            partition by school_year, school_id
            order by count(*) desc, denomination_code
        ) as place
    from {{ ref('stg_cbs__primary_enrolments') }}
    where denomination_code is not null
    group by school_year, school_id, denomination_code
),

denominations as (
    select
        votes.school_year,
        votes.school_id,
        codes.value as denomination
    from denomination_votes as votes
    inner join {{ ref('cbs_codes') }} as codes
        on votes.denomination_code = codes.code and codes.code_list = 'denomination'
    where votes.place = 1
),

schools as (
    select
        school_year,
        numbers.sector,
        school_id,
        cast(null as {{ dbt.type_string() }}) as school_name,
        coalesce(addresses.municipality_code, register.municipality_code) as municipality_code,
        coalesce(
            register.denomination,
            case when numbers.sector = 'po' then denominations.denomination end
        ) as denomination,
        case when numbers.sector = 'vo' then register.programmes end as programmes
    from numbers
    left join addresses using (school_year, school_id)
    left join register using (school_year, school_id)
    left join denominations using (school_year, school_id)
)

-- one without a municipality is in no figure: stg_linkage_counts tells how many pupils it has
select schools.*
from schools
inner join municipalities using (school_year, municipality_code)
