create temp table years as
select sector, characteristic, school_year as from_year,
    lead(school_year) over (partition by sector, characteristic order by school_year) as to_year
from (select distinct sector, characteristic, school_year from area_figures)
qualify to_year is not null;

-- what a school adds to the dissimilarity of each of its areas
create temp table parts as
with weights as (
    select school_year, sector, characteristic, area_level, area_code,
        sum(n_schools) as area_weight
    from municipal
    inner join areas using (school_year, municipality_code)
    where governance = 'all' and dissimilarity is not null
    group by all
)
select
    school_year, sector, characteristic, area_level, area_code, school_id,
    imbalance * municipal.n_schools / area_weight as part
from imbalances
inner join municipal
    using (school_year, sector, characteristic, municipality_code, governance)
inner join areas using (school_year, municipality_code)
inner join weights using (school_year, sector, characteristic, area_level, area_code)
where governance = 'all' and imbalance is not null;

create temp table area_schools as
select school_year, sector, area_level, area_code, school_id
from schools
inner join areas using (school_year, municipality_code);

create temp table splits as
with signed as (
    select years.*, area_level, area_code, school_id, part, to_year as this_year,
        from_year as other_year, 'opened' as kind
    from parts inner join years using (sector, characteristic)
    where parts.school_year = to_year
    union all
    select years.*, area_level, area_code, school_id, -part, from_year, to_year, 'closed'
    from parts inner join years using (sector, characteristic)
    where parts.school_year = from_year
)
select
    signed.sector, characteristic, signed.area_level, signed.area_code, from_year,
    'dissimilarity' as index_code,
    coalesce(sum(part) filter (other.school_id is null and kind = 'opened'), 0) as opened,
    coalesce(sum(part) filter (other.school_id is not null), 0) as same,
    coalesce(sum(part) filter (other.school_id is null and kind = 'closed'), 0) as closed
from signed
left join area_schools as other
    on signed.sector = other.sector and signed.other_year = other.school_year
    and signed.area_level = other.area_level and signed.area_code = other.area_code
    and signed.school_id = other.school_id
group by all;

create temp table redrawn as
with pairs as (select distinct sector, from_year, to_year from years),
lasting as (
    select pairs.*, a.area_level, a.area_code, a.school_id
    from pairs
    inner join area_schools as a on a.sector = pairs.sector
        and a.school_year in (from_year, to_year)
    semi join area_schools as b on a.sector = b.sector and a.school_id = b.school_id
        and b.area_level = 'national'
        and b.school_year = if(a.school_year = from_year, to_year, from_year)
)
select distinct sector, from_year, area_level, area_code
from (
    select sector, from_year, area_level, area_code, school_id
    from lasting group by all having count(*) = 1
);

create table marts.segregation_change as
with figures as (
    select sector, characteristic, area_level, area_code, area_name, index_code, school_year,
        value::decimal(20, 12) as value
    from indices
    where governance = 'all'
),
earlier as (
    select * rename (school_year as from_year)
    from figures semi join years on figures.school_year = years.from_year
        and figures.sector = years.sector and figures.characteristic = years.characteristic
),
later as (
    select figures.* exclude (school_year), from_year
    from figures inner join years on figures.school_year = years.to_year
        and figures.sector = years.sector and figures.characteristic = years.characteristic
)
select
    sector, characteristic, area_level, area_code,
    coalesce(later.area_name, earlier.area_name) as area_name,
    index_code, from_year, to_year,
    edge(earlier.value) as from_value,
    edge(later.value) as to_value,
    edge(round(later.value, 2) - round(earlier.value, 2)) as difference,
    symbol(round(later.value, 2) - round(earlier.value, 2)) as symbol,
    symbol(round(later.value - earlier.value, 2)) as symbol_exact,
    symbol <> symbol_exact as is_rounding_sensitive,
    edge(if(difference is not null, opened, null)) as change_opened_schools,
    edge(if(difference is not null, same, null)) as change_same_schools,
    edge(if(difference is not null, closed, null)) as change_closed_schools,
    redrawn.sector is not null as is_area_redrawn,
    'same_year' as municipal_division
from earlier
full join later
    using (sector, characteristic, area_level, area_code, index_code, from_year)
inner join years using (sector, characteristic, from_year)
left join splits
    using (sector, characteristic, area_level, area_code, index_code, from_year)
left join redrawn using (sector, area_level, area_code, from_year);
