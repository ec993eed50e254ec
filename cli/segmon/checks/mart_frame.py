"""A mart as a frame that expectations are held against: its key, and the columns they name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import pandas as pd

#: What bounds the values of an index without bounds of its own.
FAR = {"lowest_value": -1e12, "highest_value": 1e12}


def mart_frame(
    connection: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str]
) -> pd.DataFrame:
    """A mart's key, as one text `key`, and some of its columns.

    pandas takes NaN for a value that is missing, and no bound would see it. So NaN comes as
    infinity, and each double once more as `…_in_mart`, to be shown. Of an index the columns may
    be its bounds; where it has none, they are finite all the same.
    """
    return connection.execute(_mart_query(connection, mart, columns)).df()


def extreme_rows(
    connection: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str], by: str
) -> pd.DataFrame:
    """Of the frame of a mart the rows with the extremes of each figure, by a column.

    Bounds differ by that column, and rows are many: if these are within them, so are all.
    """
    figures = [name for name in columns if name != by and name not in FAR]
    # of equal figures the first key, so that the same marts give the same rows
    extremes = ", ".join(
        f"min({{'figure': {sign}{name}, 'key': key}}) filter ({name} is not null)"
        for name in figures
        for sign in ("", "-")
    )
    return connection.execute(f"""
        with judged as materialized ({_mart_query(connection, mart, sorted({*columns, by}))}),
        extremes as (
            select unnest([{extremes}], recursive := true) from judged group by {by}
        )
        select * from judged where key in (select key from extremes) order by key
    """).df()


def _mart_query(connection: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str]) -> str:
    described = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where schema_name = 'marts' and table_name = ? order by column_index",
        [mart],
    ).fetchall()
    types = dict(described)
    # the codes that come before the first figure tell the rows of a mart apart
    before = takewhile(lambda name: types[name] != "DOUBLE", types)
    key = [name for name in before if types[name] == "VARCHAR" and not name.endswith("_name")]
    selected = [f"concat_ws(' ', {', '.join(key)}) as key"]
    for name in columns:
        if types.get(name) == "DOUBLE":
            judged = f"if(isnan({name}), cast('infinity' as double), {name})"
            selected += [f"{judged} as {name}", f"{name} as {name}_in_mart"]
        elif name in FAR:
            selected.append(f"coalesce({name}, {FAR[name]}) as {name}")
        else:
            selected.append(name)
    bounds = "left join marts.dim_index using (index_code)" if FAR.keys() & set(columns) else ""
    return f"select {', '.join(selected)} from marts.{mart} {bounds}"
