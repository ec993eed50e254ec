"""What the release before this one adds to it, and tells without it, of years that both have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from segmon.audit.breaches import BLOCK, Limits
from segmon.audit.readings import IN_CATEGORY
from segmon.audit.released import columns_of, opened

if TYPE_CHECKING:
    import pandas as pd

_KEY, _SERIES = ", ".join(BLOCK), ", ".join(BLOCK[:3])
#: Where a release tells of how many schools a block is.
_COUNTED = {
    **{
        f"segregation_{level}": ("'all'", "'all'")
        for level in ("national", "urbanity", "g4", "municipality")
    },
    "segregation_governance": ("'governance'", "governance"),
    "category_composition": IN_CATEGORY,
}


def remember(
    cursor: duckdb.DuckDBPyConnection,
    previous: duckdb.DuckDBPyConnection,
    school_totals: pd.DataFrame,
    limits: Limits,
) -> None:
    """Add what an earlier release tells to what is known, wherever it is of the same pupils.

    What was known of a block gets closer bounds. Where both contradict each other, the year was
    delivered again since, and nothing of that year, sector and characteristic is added: what the
    earlier release hid of it is hidden in this one too.

    Args:
        cursor: what is known, as `opened` made it.
        previous: the marts of the earlier release.
        school_totals: the public numbers of pupils.
        limits: what is promised.
    """
    with opened(previous, school_totals, limits) as earlier:
        known = earlier.execute(f"""
            select {_KEY}, what, lowest, highest, source
            from facts inner join sizes using (block)
        """).df()
        counted = _schools_of(earlier)
    cursor.register("known_earlier", known)
    cursor.register("counted_earlier", counted)
    cursor.execute(f"""
        create temp table earlier as
        select block, what, known_earlier.lowest, known_earlier.highest, known_earlier.source
        from known_earlier
        inner join sizes using ({_KEY})
        left join counted_earlier using ({_KEY})
        where coalesce(counted_earlier.n_schools, sizes.n_schools) = sizes.n_schools
    """)
    cursor.execute(f"""
        delete from earlier
        where block in (
            select block from sizes
            where ({_SERIES}) in (
                select ({_SERIES})
                from facts
                inner join earlier using (block, what)
                inner join sizes using (block)
                where
                    greatest(facts.lowest, earlier.lowest)
                    > least(facts.highest, earlier.highest)
            )
        )
    """)
    cursor.execute("""
        update facts
        set
            lowest = greatest(facts.lowest, earlier.lowest),
            highest = least(facts.highest, earlier.highest)
        from earlier
        where facts.block = earlier.block and facts.what = earlier.what
    """)
    cursor.execute("""
        insert into facts
        select block, what, lowest, highest, 'previous ' || source, true
        from earlier anti join facts using (block, what)
    """)


def forget_this_release(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep as known only what an earlier release tells.

    Args:
        cursor: what is known, as `remember` left it.
    """
    cursor.execute("delete from facts")
    cursor.execute("""
        insert into facts
        select block, what, lowest, highest, 'previous ' || source, true from earlier
    """)


def _schools_of(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Of how many schools each block of a release is, where it says so."""
    tables = columns_of(cursor)
    queries = [
        "select school_year, sector, characteristic,"
        f" replace(area_level, 'g4', 'municipality') as area_level, area_code, {kind} as kind,"
        f" {code} as code, n_schools from marts.{table} where n_schools is not null"
        for table, (kind, code) in _COUNTED.items()
        if "n_schools" in tables.get(table, ())
    ]
    nothing = f"select {', '.join(f'null as {column}' for column in BLOCK)}, 0 limit 0"
    each = " union all ".join(queries) or nothing
    return cursor.execute(
        f"select {_KEY}, any_value(n_schools) as n_schools from ({each}) group by {_KEY}"
    ).df()
