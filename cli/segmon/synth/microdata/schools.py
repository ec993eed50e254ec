"""School sites: encrypted numbers, objects, coordinates, denominations."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.project import project_dir

#: Numbers of school sites: secondary schools, special primary schools, other education.
SECONDARY, SPECIAL, OTHER = 20_000, 40_000, 50_000
_SPECIAL_SCHOOLS, _OTHER_SCHOOLS = 40, 30
# What primary schools' denominations are written as; the others are in the delivered register.
_CODES = """
    case
        when denomination = 'openbaar' then 'OPB'
        when denomination = 'rooms_katholiek' then 'RK'
        when denomination = 'protestants_christelijk'
            then ['PC', 'PCE', 'PCR'][1 + pick(school, 'branch', 3)]
        when label = 'Islamitisch' then 'ISL'
    end
"""
# A school of so many pupils keeps its denomination as its modal code, whatever some pupils' say.
_LARGE = 40


def make_schools(connection: duckdb.DuckDBPyConnection, register: Path) -> None:
    """Make the tables of school sites, and of those that are open in a year.

    Args:
        connection: the work database, with the pupils.
        register: folder of the register.
    """
    schools = str(register / "schools.parquet").replace("'", "''")
    seeds = str(project_dir() / "seeds" / "denominations.csv").replace("'", "''")
    connection.execute(f"""
        create table school_years as
        with delivered as (
            select
                cast(substr(school_year, 1, 4) as integer) as year,
                sector = 'po' as is_primary,
                school_number(sector, school_id) as school,
                substr(municipality_code, 3) as municipality,
                schools.denomination as label,
                coalesce(programmes, '') as programmes,
                seeds.denomination
            from '{schools}' as schools
            left join read_csv('{seeds}', all_varchar = true) as seeds
                on lower(schools.denomination) = lower(seeds.source_label)
        ),
        sizes as (
            select year, school, count(*) as pupils from pupils group by all
        ),
        coded as (
            select
                *,
                {_CODES} as code,
                not is_primary or code is null or pick(school, 'registered', 10) = 0
                    as is_registered
            from delivered
        )
        select
            coded.*,
            coalesce(sizes.pupils, 0) >= {_LARGE} as is_large,
            coalesce(
                lead(school) over (partition by year, is_primary order by school),
                min(school) over (partition by year, is_primary)
            ) as next_school
        from coded left join sizes using (year, school)
        order by year, school
    """)
    connection.execute(f"""
        create table schools as
        with numbers as (
            select distinct school, is_primary from school_years
            union all
            select {SPECIAL} + i, true from range({_SPECIAL_SCHOOLS}) as r (i)
            union all
            select {OTHER} + i, false from range({_OTHER_SCHOOLS}) as r (i)
        )
        select
            cast(school as integer) as school,
            is_primary,
            -- three sites share a number
            crypt(school // 3, 'school') as brin,
            lpad(cast(school % 3 as varchar), 2, '0') as site,
            brin || '-' || site as school_key,
            case when pick(school, 'object', 40) > 0 then object_at(school, 0, 15) end as object,
            90000 + pick(school, 'x', 100000) + pick(school, 'half', 2) / 2 as x,
            400000 + pick(school, 'y', 130000) + pick(school, 'half', 2) / 2 as y
        from numbers
        order by school
    """)
    connection.execute("""
        create view written_schools as
        select
            *,
            case when is_registered
                then ['', case code when 'RK' then 'OPB' else 'RK' end][1 + pick(school, 'code', 2)]
                else code
            end as usual_code
        from school_years
    """)


def school_register() -> str:
    """SQL of the register of schools that is delivered next to the microdata, as CSV."""
    return """
        select
            year as "JAAR",
            brin as "BRIN_crypt",
            site as "BRINVEST",
            label as "DENOMINATIE",
            programmes as "ONDERWIJSSTRUCTUUR",
            municipality as "GEMEENTENUMMER"
        from school_years inner join schools using (school)
        where is_registered
        order by year, school
    """
