-- What: the shares of the groups of an area add up to 1, or none is known: nobody of known group,
-- or a suppressed cell.
-- Why: readers draw them as parts of a whole; a group that the seed lacks would leave a hole in it.
-- How to resolve: compare the groups of the area in stg_school_counts with the seed
-- characteristics; then the join keys in int_group_distribution.
select
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    count(*) as n_groups,
    count(share) as n_shares,
    sum(share) as total_share
from {{ ref('group_distribution') }}
group by school_year, sector, characteristic, area_level, area_code
having
    count(share) not in (0, count(*))
    or abs(sum(share) - 1) > 1e-9
    or (count(share) = 0 and count(n_pupils) = count(*) and sum(n_pupils) > 0)
