"""The seven marts by hand: one DuckDB script as a good engineer would write it, checks left out.

python duckdb_script.py REGISTER OUT.duckdb
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

SCHOOLS = """
    create temp table schools as
    with pupils as (
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
            count_known(birth_country_parent_1, birth_country_parent_2) as known,
            count_abroad(birth_country_parent_1, birth_country_parent_2) as abroad,
            case
                when known = 0 then 0
                when abroad = 0 then 1
                when abroad = known then 3
                else 2
            end as migration
        from read_parquet('{register}/pupils/**/*.parquet', hive_types_autocast = false)
        where sector = 'po' or grade in (1, 2)
    )
    select
        school_year,
        sector,
        school_id,
        {counts}
    from pupils
    group by all
"""

MACROS = """
    create temp macro count_known(a, b) as (a is not null)::tinyint + (b is not null)::tinyint;
    create temp macro count_abroad(a, b) as
        coalesce(a <> 'NL', false)::tinyint + coalesce(b <> 'NL', false)::tinyint;
    create temp macro edge(x) as x::decimal(20, 12)::double;
    create temp macro symbol(d) as case
        when d >= 0.03 then '++' when d > 0 then '+' when d = 0 then '.'
        when d > -0.03 then '-' when d is not null then '--'
    end;
"""

MARTS = """
    create temp table waist as
    select
        school_year, sector, school_id, characteristic, municipality_code,
        n_first, n_middle, n_third, n_missing, n_first + n_middle + n_third as n_known
    from (
        unpivot schools on
            (income_1, income_2, income_3, income_0) as income,
            (education_1, education_2, education_3, education_0) as education,
            (migration_1, migration_2, migration_3, migration_0) as migration
        into name characteristic value n_first, n_middle, n_third, n_missing
    )
    inner join '{register}/schools.parquet' using (school_year, sector, school_id);

    -- every municipality with the areas it belongs to
    create temp table areas as
    with municipalities as (from '{register}/municipalities.parquet'),
    labels as (from read_csv('{seeds}/labels.csv', all_varchar = true))
    select school_year, municipality_code, 'municipality' as area_level,
        municipality_code as area_code, municipality_name as area_name
    from municipalities
    union all
    select school_year, municipality_code, 'g4', municipality_code, area_name
    from municipalities
    inner join read_csv('{seeds}/focus_cities.csv', all_varchar = true) using (municipality_code)
    union all
    select school_year, municipality_code, label_kind, code, label_nl
    from municipalities
    inner join labels on label_kind = 'national'
        or (label_kind = 'urbanity' and code = urbanity::varchar);

    -- per municipality: totals and the three indices
    create temp table municipal as
    with totals as (
        select *, sum(n_first) over area as total_first, sum(n_third) over area as total_third
        from waist
        window area as (partition by school_year, sector, characteristic, municipality_code)
    )
    select
        school_year, sector, characteristic, municipality_code,
        count(*) filter (n_known > 0) as n_schools,
        sum(n_first)::bigint as n_first,
        sum(n_middle)::bigint as n_middle,
        sum(n_third)::bigint as n_third,
        sum(n_missing)::bigint as n_missing,
        sum(n_known)::bigint as n_known,
        0.5 * sum(abs(n_first / nullif(total_first, 0) - n_third / nullif(total_third, 0)))
            as dissimilarity,
        sum(n_first * n_third / nullif(n_known, 0)) as both_groups,
        case when sum(n_third) > 0 then both_groups / nullif(sum(n_first), 0) end as interaction,
        case when sum(n_first) > 0 then both_groups / nullif(sum(n_third), 0) end
            as interaction_reverse
    from totals
    group by all;

    create temp table area_figures as
    select
        school_year, sector, characteristic, area_level, area_code, area_name,
        count(*) filter (n_schools > 0) as n_municipalities,
        sum(n_schools)::bigint as n_schools,
        sum(n_known)::bigint as n_pupils,
        sum(n_first)::bigint as n_first,
        sum(n_middle)::bigint as n_middle,
        sum(n_third)::bigint as n_third,
        sum(n_missing)::bigint as n_missing,
        -- municipalities weigh by their schools, and not at all where the index is undefined
        {means}
    from municipal
    inner join areas using (school_year, municipality_code)
    group by all;

    create temp table indices as
    select
        school_year, sector, characteristic, area_level, area_code, area_name, index_code, value,
        case
            when value is null then 'group_absent'
            when n_schools = 1 then 'single_school'
            else 'ok'
        end as status,
        n_municipalities, n_schools, n_pupils, n_first, n_middle, n_third
    from area_figures unpivot include nulls (
        value for index_code in (dissimilarity, interaction, interaction_reverse)
    );

    create table marts.segregation_national as
    select * replace (edge(value) as value) from indices where area_level = 'national';
    create table marts.segregation_g4 as
    select * replace (edge(value) as value) from indices where area_level = 'g4';
    create table marts.segregation_urbanity as
    select * replace (edge(value) as value) from indices where area_level = 'urbanity';
    create table marts.segregation_municipality as
    select * replace (edge(value) as value) from indices where area_level = 'municipality';

    create temp table years as
    select sector, characteristic, school_year as from_year,
        lead(school_year) over (partition by sector, characteristic order by school_year)
            as to_year
    from (select distinct sector, characteristic, school_year from indices)
    qualify to_year is not null;

    -- what a school adds to the dissimilarity of each of its areas
    create temp table parts as
    with imbalances as (
        select
            school_year, sector, characteristic, school_id, municipality_code, n_known,
            0.5 * abs(n_first / nullif(sum(n_first) over area, 0)
                - n_third / nullif(sum(n_third) over area, 0)) as imbalance,
            count(*) filter (n_known > 0) over area as n_schools
        from waist
        window area as (partition by school_year, sector, characteristic, municipality_code)
    )
    select
        school_year, sector, characteristic, area_level, area_code, school_id,
        imbalance * n_schools / count(*) filter (n_known > 0) over (
            partition by school_year, sector, characteristic, area_level, area_code
        ) as part
    from imbalances
    inner join areas using (school_year, municipality_code)
    where imbalance is not null;

    create temp table area_schools as
    select school_year, sector, area_level, area_code, school_id
    from '{register}/schools.parquet'
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
        redrawn.sector is not null as is_area_redrawn
    from earlier
    full join later
        using (sector, characteristic, area_level, area_code, index_code, from_year)
    inner join years using (sector, characteristic, from_year)
    left join splits
        using (sector, characteristic, area_level, area_code, index_code, from_year)
    left join redrawn using (sector, area_level, area_code, from_year);

    create table marts.group_distribution as
    select
        school_year, sector, characteristic, area_level, area_code, area_name, group_code,
        case group_position
            when 'first' then n_first when 'middle' then n_middle else n_third
        end as n_group,
        edge(n_group / nullif(n_pupils, 0)) as share
    from area_figures
    inner join read_csv('{seeds}/characteristics.csv', all_varchar = true) using (characteristic);
    alter table marts.group_distribution rename n_group to n_pupils;

    create table marts.data_coverage as
    select school_year, sector, characteristic, n_pupils + n_missing as n_pupils,
        area_figures.n_pupils as n_known, n_missing,
        edge(n_missing / nullif(n_known + n_missing, 0)) as missing_share
    from area_figures where area_level = 'national';
"""


def count_columns() -> str:
    """The twelve counts of a school: three characteristics, three groups and the unknown."""
    return ", ".join(
        f"count(*) filter ({characteristic} = {group}) as {characteristic}_{group}"
        for characteristic in ("income", "education", "migration")
        for group in range(4)
    )


def main(register: str, out: str) -> None:
    """Write the marts of a register to a DuckDB file."""
    seeds = Path(__file__).resolve().parents[1] / "seeds"
    counts = count_columns()
    means = ", ".join(
        f"sum({index} * n_schools) / sum(n_schools) filter ({index} is not null) as {index}"
        for index in ("dissimilarity", "interaction", "interaction_reverse")
    )
    with duckdb.connect(out) as connection:
        connection.execute("create schema marts")
        connection.execute(MACROS)
        connection.execute(SCHOOLS.format(register=register, counts=counts))
        connection.execute(MARTS.format(register=register, seeds=seeds, means=means))


if __name__ == "__main__":
    main(*sys.argv[1:])
