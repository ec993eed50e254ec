-- the one scan: what is needed of a pupil, in a few bytes
create temp table pupils as
select
    school_number,
    stratum,
    income::tinyint as income,
    education::tinyint as education,
    migration::tinyint as migration,
    floor(1000 * home_to_school_km + 0.5)::int as metres
from classified
inner join schools using (school_year, sector, school_id);

create temp table school_counts as
select school_year, sector, school_id, counts.* exclude (school_number)
from counted('pupils', ['school_number']) as counts
inner join schools using (school_number);
