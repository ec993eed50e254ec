-- the seven marts tell no kinds of schools apart and ask for no distances
create temp view schools as
select *, ['all'] as scopes from read_parquet(schools_file());

create temp table school_counts as
from counted('classified', ['school_year', 'sector', 'school_id']);
