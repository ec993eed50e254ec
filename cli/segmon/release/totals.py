"""What an attacker knows: the size of every school, as DUO publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

#: Pupils of known group: an attacker who also knows how many are unknown is the strongest one.
_TOTALS = """
    select
        school_year, sector, characteristic, school_id,
        municipality_code as area_code,
        urbanity_code,
        governance,
        case when category_kind = 'denomination' then category_code end as denomination_code,
        case when category_kind = 'school_type' then category_code end as school_type_code,
        n_known as n_pupils
    from release.release_schools
    where characteristic <> 'all' and n_known > 0
    order by all
"""


def school_totals(judged: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The schools, where and of which kind they are, and how many pupils they have.

    Args:
        judged: the scratch database of a release.
    """
    return judged.execute(_TOTALS).df()
