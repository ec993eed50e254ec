-- the monitored pupils: a number for the group of each characteristic, 0 for the unknown
create temp view classified as
select
    school_year,
    sector,
    school_id,
    case
        when income_percentile <= 25 then 1
        when income_percentile <= 75 then 2
        when income_percentile is not null then 3
        else 0
    end as income,
    case
        when 'higher_education' in (education_parent_1, education_parent_2) then 3
        when 'start_qualification' in (education_parent_1, education_parent_2) then 2
        when 'no_start_qualification' in (education_parent_1, education_parent_2) then 1
        else 0
    end as education,
    -- the parents that are known, and those of them that were born abroad
    (birth_country_parent_1 is not null)::tinyint + (birth_country_parent_2 is not null)::tinyint
        as known,
    coalesce(birth_country_parent_1 <> 'NL', false)::tinyint
        + coalesce(birth_country_parent_2 <> 'NL', false)::tinyint as abroad,
    case
        when known = 0 then 0
        when abroad = 0 then 1
        when abroad = known then 3
        else 2
    end as migration,
    home_to_school_km
from read_parquet(pupils_file(), hive_types_autocast = false)
where sector = 'po' or grade in (1, 2);
