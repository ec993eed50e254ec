"""What a change tells of the few schools that closed or opened between two years."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from segmon.audit.breaches import BLOCK, Breach, Limits
from segmon.audit.released import columns_of

_TABLE = "segregation_change"
#: Parts of a change, the year in which their schools are, and the year in which they are not.
_PARTS = (
    ("change_closed_schools", "from_year", "to_year", "closed"),
    ("change_opened_schools", "to_year", "from_year", "opened"),
)


def closed_schools(cursor: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[Breach]:
    """Parts of a change of fewer schools than may be behind a figure.

    Args:
        cursor: what is known, as `opened` made it.
        limits: what is promised.
    """
    columns = columns_of(cursor).get(_TABLE, {})
    # a school is there when any of its pupils are, of whatever characteristic
    cursor.execute("""
        create or replace temp table there as
        select distinct
            schools.school_year, schools.sector, schools.school_id, area_level, area_code
        from members
        inner join schools using (school)
        inner join (
            select block, area_level, area_code from sizes where kind = 'all'
        ) using (block)
    """)
    for column, year, other_year, said in _PARTS:
        if column not in columns:
            continue
        rows = cursor.execute(f"""
            with told as (
                select distinct
                    sector, characteristic, replace(area_level, 'g4', 'municipality') as area_level,
                    area_code, from_year, to_year
                from marts.{_TABLE} where {column} is not null
            )
            select
                told.to_year, told.sector, told.characteristic, told.area_level, told.area_code,
                count(*) as n_schools
            from told
            inner join there
                on
                    told.sector = there.sector and told.area_level = there.area_level
                    and told.area_code = there.area_code and told.{year} = there.school_year
            where not exists (
                from there as other
                where
                    other.sector = told.sector and other.area_level = told.area_level
                    and other.area_code = told.area_code and other.school_id = there.school_id
                    and other.school_year = told.{other_year}
            )
            group by all
            having n_schools < {limits.min_schools}
            order by all
        """).fetchall()
        for *area, n_schools in rows:
            key = (*area, *("all",) * (len(BLOCK) - len(area)))
            schools = "one school" if n_schools == 1 else f"{n_schools} schools"
            yield Breach.of_block(
                *("closures", _TABLE, key),
                f"{schools} {said} here, so {column} is of no others",
            )
