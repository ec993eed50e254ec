-- for an even spread within a municipality: 2 * p * (1 - p) * D of both groups together
create table marts.pupils_to_move as
with moves as (
    select school_year, sector, characteristic, area_level, area_code,
        sum(n_first + n_third) as n_both,
        sum(2 * n_first * n_third / (n_first + n_third) * dissimilarity) as n_moves
    from municipal
    inner join areas using (school_year, municipality_code)
    where governance = 'all' and dissimilarity is not null
    group by all
)
select
    school_year, sector, characteristic, area_level, area_code, area_name,
    coalesce(n_both, 0)::bigint as n_pupils,
    edge(n_moves / n_both) as share_to_move,
    status
from indices
left join moves using (school_year, sector, characteristic, area_level, area_code)
where index_code = 'dissimilarity' and governance = 'all';
