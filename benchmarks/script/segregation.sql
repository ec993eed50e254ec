create temp macro segregation(level) as table
select * exclude (governance) replace (edge(value) as value)
from indices
where area_level = level and governance = 'all';

create table marts.segregation_national as from segregation('national');
create table marts.segregation_g4 as from segregation('g4');
create table marts.segregation_urbanity as from segregation('urbanity');
create table marts.segregation_municipality as from segregation('municipality');

create table marts.group_distribution as
select
    school_year, sector, characteristic, area_level, area_code, area_name, group_code,
    case group_position
        when 'first' then n_first when 'middle' then n_middle else n_third
    end as n_group,
    edge(n_group / nullif(n_pupils, 0)) as share,
    if(n_pupils = 0, 'group_absent', 'ok') as status
from area_figures
inner join seed('characteristics') using (characteristic)
where governance = 'all';
alter table marts.group_distribution rename n_group to n_pupils;

create table marts.data_coverage as
select school_year, sector, characteristic, n_pupils + n_missing as n_pupils,
    area_figures.n_pupils as n_known, n_missing,
    null::bigint as n_no_parent, null::bigint as n_no_row,
    null::bigint as n_code_unknown, null::bigint as n_institutional,
    edge(n_missing / nullif(n_known + n_missing, 0)) as missing_share,
    0::bigint as n_rejected,
    if(missing_share is null, 'incomplete_input', 'ok') as status
from area_figures
where area_level = 'national' and governance = 'all';
