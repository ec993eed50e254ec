create table marts.segregation_governance as
select * replace (edge(value) as value)
from indices
where governance in ('openbaar', 'bijzonder');

create table marts.category_composition as
with category_schools as (
    select waist.*, unnest(categories, recursive := true)
    from waist
    inner join schools using (school_year, sector, school_id)
),
figures as (
    select
        school_year, sector, characteristic, area_level, area_code, area_name,
        category_kind, category_code,
        count(*) filter (n_known > 0) as n_schools,
        sum(n_known) as n_known,
        sum(n_first) as n_first,
        sum(n_middle) as n_middle,
        sum(n_third) as n_third
    from category_schools
    inner join areas using (school_year, municipality_code)
    where area_level in ('national', 'g4')
    group by all
),
-- the area as a whole next to its categories, under every kind
shown as (
    select figures.*, shown_under
    from figures
    inner join (
        select distinct sector, category_kind as shown_under
        from figures
        where category_kind <> 'all'
    ) using (sector)
    where category_kind in ('all', shown_under)
)
select
    school_year, sector, characteristic, area_level, area_code, area_name,
    shown_under as category_kind,
    category_code,
    group_code,
    n_schools,
    case group_position
        when 'first' then n_first when 'middle' then n_middle else n_third
    end::bigint as n_pupils,
    edge(n_pupils / nullif(n_known, 0)) as share,
    if(n_known = 0, 'group_absent', 'ok') as status
from shown
inner join seed('characteristics') using (characteristic);

create table marts.category_contribution as
with categories as (
    select
        school_year, sector, characteristic, imbalances.municipality_code,
        category_kind, category_code,
        count(*) as n_schools,
        avg(imbalance) as mean_imbalance
    from imbalances
    inner join (
        select school_year, sector, school_id, unnest(categories, recursive := true) from schools
    ) using (school_year, sector, school_id)
    where imbalances.governance = 'all' and n_known > 0 and category_kind <> 'all'
    group by all
)
select
    school_year, sector, characteristic,
    municipality_code as area_code,
    area_name,
    category_kind,
    category_code,
    'monitor' as definition,
    categories.n_schools,
    edge(dissimilarity) as dissimilarity,
    edge(municipal.n_schools * mean_imbalance) as counterfactual_dissimilarity,
    edge(municipal.n_schools * mean_imbalance - municipal.dissimilarity) as contribution,
    case
        when mean_imbalance is null then 'group_absent'
        when categories.n_schools <= 2 then 'few_schools'
        when municipal.n_schools * mean_imbalance > 1 then 'above_one'
        else 'ok'
    end as status
from categories
inner join municipal using (school_year, sector, characteristic, municipality_code)
inner join areas using (school_year, municipality_code)
where governance = 'all' and area_level = 'municipality';
