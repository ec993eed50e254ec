create temp table waist as
select
    school_year, sector, school_id, characteristic, municipality_code, scopes,
    n_first, n_middle, n_third, n_missing, n_first + n_middle + n_third as n_known
from (
    unpivot school_counts on
        (income_1, income_2, income_3, income_0) as income,
        (education_1, education_2, education_3, education_0) as education,
        (migration_1, migration_2, migration_3, migration_0) as migration
    into name characteristic value n_first, n_middle, n_third, n_missing
)
inner join schools using (school_year, sector, school_id);

-- every municipality with the areas it belongs to
create temp table areas as
with municipalities as (from read_parquet(municipalities_file())),
labels as (from seed('labels'))
select school_year, municipality_code, 'municipality' as area_level,
    municipality_code as area_code, municipality_name as area_name
from municipalities
union all
select school_year, municipality_code, 'g4', municipality_code, area_name
from municipalities
inner join seed('focus_cities') using (municipality_code)
union all
select school_year, municipality_code, label_kind, code, label_nl
from municipalities
inner join labels on (label_kind = 'national' and code = 'NL')
    or (label_kind = 'urbanity' and code = urbanity::varchar);

-- half the difference between a school's shares of the third and the first group
create temp table imbalances as
with scoped as (
    select * exclude (scopes), unnest(scopes) as governance from waist
),
totals as (
    select school_year, sector, characteristic, municipality_code, governance,
        sum(n_first) as total_first, sum(n_third) as total_third
    from scoped
    group by all
)
select
    scoped.*,
    0.5 * abs(n_first / nullif(total_first, 0) - n_third / nullif(total_third, 0)) as imbalance
from scoped
inner join totals using (school_year, sector, characteristic, municipality_code, governance);

-- per municipality: totals and the three indices
create temp table municipal as
select
    school_year, sector, characteristic, municipality_code, governance,
    count(*) filter (n_known > 0) as n_schools,
    sum(n_first)::bigint as n_first,
    sum(n_middle)::bigint as n_middle,
    sum(n_third)::bigint as n_third,
    sum(n_missing)::bigint as n_missing,
    sum(n_known)::bigint as n_known,
    sum(imbalance) as dissimilarity,
    sum(n_first * n_third / nullif(n_known, 0)) as both_groups,
    case when sum(n_third) > 0 then both_groups / nullif(sum(n_first), 0) end as interaction,
    case when sum(n_first) > 0 then both_groups / nullif(sum(n_third), 0) end
        as interaction_reverse,
    case when sum(n_third) > 0
        then sum(n_first * n_third / nullif(n_known + n_missing, 0)) / nullif(sum(n_first), 0)
    end as interaction_all
from imbalances
group by all;

create temp table area_figures as
select
    school_year, sector, characteristic, governance, area_level, area_code, area_name,
    count(*) filter (n_schools > 0) as n_municipalities,
    sum(n_schools)::bigint as n_schools,
    sum(n_known)::bigint as n_pupils,
    sum(n_first)::bigint as n_first,
    sum(n_middle)::bigint as n_middle,
    sum(n_third)::bigint as n_third,
    sum(n_missing)::bigint as n_missing,
    mean_by_schools(dissimilarity, n_schools) as dissimilarity,
    mean_by_schools(interaction, n_schools) as interaction,
    mean_by_schools(interaction_reverse, n_schools) as interaction_reverse,
    mean_by_schools(interaction_all, n_schools) as interaction_all
from municipal
inner join areas using (school_year, municipality_code)
where governance = 'all' or area_level in ('national', 'municipality')
group by all;

create temp table indices as
select
    school_year, sector, characteristic, area_level, area_code, area_name, governance, index_code,
    value,
    case
        when value is null then 'group_absent'
        when n_schools = 1 then 'single_school'
        else 'ok'
    end as status,
    n_municipalities, n_schools, n_pupils, n_first, n_middle, n_third,
    'same_year' as municipal_division
from area_figures unpivot include nulls (
    value for index_code in (dissimilarity, interaction, interaction_reverse)
);
