-- classes of distance: 100 m wide up to 3 km, 500 m up to 10 km, 1 km beyond
create temp macro distance_class(m) as case
    when m < 3000 then 100 * ((m + 50) // 100)
    when m < 10000 then 500 * ((m + 250) // 500)
    else 1000 * ((m + 500) // 1000)
end;

create temp macro sum_where(x, condition) as sum(case when condition then x else 0 end)::bigint;

create temp table class_counts as
select
    stratum,
    distance_class(metres) as class,
    number_of(income = 1) as income_1,
    number_of(income = 2) as income_2,
    number_of(income = 3) as income_3,
    number_of(education = 1) as education_1,
    number_of(education = 2) as education_2,
    number_of(education = 3) as education_3,
    number_of(migration = 1) as migration_1,
    number_of(migration = 2) as migration_2,
    number_of(migration = 3) as migration_3,
    count(*) as all_0
from pupils
where metres is not null
group by all;

create temp table stratum_metres as
select
    stratum,
    sum_where(metres, income = 1) as income_1,
    sum_where(metres, income = 2) as income_2,
    sum_where(metres, income = 3) as income_3,
    sum_where(metres, education = 1) as education_1,
    sum_where(metres, education = 2) as education_2,
    sum_where(metres, education = 3) as education_3,
    sum_where(metres, migration = 1) as migration_1,
    sum_where(metres, migration = 2) as migration_2,
    sum_where(metres, migration = 3) as migration_3,
    sum(metres)::bigint as all_0
from pupils
where metres is not null
group by all;

-- a stratum is the schools of one governance in a municipality; here is where it counts: a number
-- for each area and governance of a school year and sector
create temp table places as
select
    *,
    dense_rank() over (
        order by school_year, sector, area_level, area_code, governance
    )::int as place
from (
    select distinct
        stratum, school_year, sector, area_level, area_code, area_name,
        unnest(scopes) as governance
    from schools
    inner join areas using (school_year, municipality_code)
)
where governance <> 'onbekend';

create temp table place_classes as
select place, class, sum(columns('_\d$'))::bigint
from class_counts
inner join (select stratum, place from places) using (stratum)
group by all;

-- the median is the first class within which at least half of the pupils live
create temp table medians as
select place, min(case when columns('_\d$') then class end)
from (
    select
        place,
        class,
        2 * sum(columns('_\d$')) over up_to_class >= sum(columns('_\d$')) over place
    from place_classes
    window
        place as (partition by place),
        up_to_class as (partition by place order by class)
)
group by all;

create table marts.travel_distance as
with counts as (
    select place, sum(columns('_\d$'))::bigint from place_classes group by all
),
metres as (
    select place, sum(columns('_\d$'))::bigint
    from stratum_metres
    inner join (select stratum, place from places) using (stratum)
    group by all
),
cells as (
    select characteristic, group_code, characteristic || '_' || sort_order as cell
    from seed('characteristics')
    union all
    values ('all', 'all', 'all_0')
)
select
    school_year, sector, characteristic, area_level, area_code, area_name, governance, group_code,
    n as n_pupils,
    case when n >= 10 then edge(metres / (1000 * n)) end as mean_km,
    case when n >= 10 then median / 1000 end as median_km,
    case when n >= 10 then 'ok' else 'few_pupils' end as status
from (unpivot counts on columns('_\d$') into name cell value n)
inner join (unpivot metres on columns('_\d$') into name cell value metres) using (place, cell)
inner join (unpivot medians on columns('_\d$') into name cell value median) using (place, cell)
inner join cells using (cell)
inner join (select distinct * exclude (stratum) from places) using (place)
where n > 0;
