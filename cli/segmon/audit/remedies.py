"""What to hide, where something that is hidden follows from what is shown around it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from segmon.audit.breaches import BLOCK

_KEY = ", ".join(BLOCK)


def remedy(cursor: duckdb.DuckDBPyConnection, key: Sequence[str]) -> tuple[str, ...]:
    """The smallest shown block from which one follows: of its kind in its area, or the area.

    Args:
        cursor: what is known, as `opened` made it.
        key: the block that follows, its values of `BLOCK`.

    Returns:
        The block to hide; the block itself where none of these is shown.
    """
    found = cursor.execute(
        f"""
        select {_KEY} from sizes
        where
            school_year = ? and sector = ? and characteristic = ? and area_level = ?
            and area_code = ? and kind in (?, 'all') and code <> ?
            and ({_KEY}) in (select ({_KEY}) from shown where value is not null)
        order by kind = 'all', n_pupils, code
        limit 1
        """,
        key,
    ).fetchone()
    return tuple(found) if found else tuple(key)
