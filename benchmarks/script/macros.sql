create temp macro number_of(condition) as sum(case when condition then 1 else 0 end)::bigint;

create temp macro edge(x) as x::decimal(20, 12)::double;

create temp macro symbol(d) as case
    when d >= 0.03 then '++' when d > 0 then '+' when d = 0 then '.'
    when d > -0.03 then '-' when d is not null then '--'
end;

-- municipalities weigh by their schools, and not at all where the index is undefined
create temp macro mean_by_schools(x, n_schools) as
    sum(x * n_schools) / sum(n_schools) filter (x is not null);

create temp macro pupils_file() as getvariable('register') || '/pupils/**/*.parquet';
create temp macro schools_file() as getvariable('register') || '/schools.parquet';
create temp macro municipalities_file() as getvariable('register') || '/municipalities.parquet';

create temp macro seed(name) as table
from read_csv(getvariable('seeds') || '/' || name || '.csv', all_varchar = true);

-- the twelve counts of a school: three characteristics, three groups and the unknown
create temp macro counted(pupils, keys) as table
select
    columns(c -> list_contains(keys, c)),
    number_of(income = 1) as income_1,
    number_of(income = 2) as income_2,
    number_of(income = 3) as income_3,
    number_of(income = 0) as income_0,
    number_of(education = 1) as education_1,
    number_of(education = 2) as education_2,
    number_of(education = 3) as education_3,
    number_of(education = 0) as education_0,
    number_of(migration = 1) as migration_1,
    number_of(migration = 2) as migration_2,
    number_of(migration = 3) as migration_3,
    number_of(migration = 0) as migration_0
from query_table(pupils)
group by all;
