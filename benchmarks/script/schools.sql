-- every school with its kinds, and the governances among which it counts
create temp table schools as
with offers as (
    select
        programmes,
        min(programme_level) as lowest_level,
        max(programme_level) as highest_level
    from (
        select programmes, unnest(string_split(upper(programmes), '/')) as programme
        from (select distinct programmes from read_parquet(schools_file()) where sector = 'vo')
    )
    inner join seed('programmes') using (programme)
    group by all
),
kinds as (
    select
        school_year,
        sector,
        school_id,
        municipality_code,
        case
            when denominations.denomination = 'openbaar' then 'openbaar'
            when denominations.denomination is not null then 'bijzonder'
            else 'onbekend'
        end as governance,
        coalesce(if(sector = 'po', denominations.denomination, school_type), 'onbekend') as kind
    from read_parquet(schools_file()) as delivered
    left join seed('denominations') as denominations
        on lower(trim(delivered.denomination)) = lower(source_label)
    left join offers on sector = 'vo' and delivered.programmes = offers.programmes
    left join seed('school_types') using (lowest_level, highest_level)
)
select
    school_year,
    sector,
    school_id,
    municipality_code,
    row_number() over ()::int as school_number,
    -- the schools of one governance in a municipality
    (dense_rank() over (order by school_year, sector, municipality_code, governance))::int
        as stratum,
    ['all', governance] as scopes,
    [
        {'category_kind': 'all', 'category_code': 'all'},
        {
            'category_kind': if(sector = 'po', 'denomination', 'school_type'),
            'category_code': kind
        },
        {'category_kind': 'governance', 'category_code': governance},
    ] as categories
from kinds;
