"""Whether the key of each row is its own; a second look at the key columns tells."""

from __future__ import annotations

import duckdb

from segmon.checks.examples import masked, shown_values
from segmon.database import Database
from segmon.delivery.spec import TableSpec


def doubled_keys(connection: Database, spec: TableSpec) -> tuple[int, tuple[str, ...]]:
    """How many rows of a table share their key with another, and some of those keys."""
    first, relation = spec.key[0], f"delivery.{spec.name}"
    if spec.keyed != "true":
        relation = f"(select * from {relation} where {spec.keyed}) as keyed"
    if isinstance(connection, duckdb.DuckDBPyConnection):
        sizes = connection.execute(
            f"select {first}, count(*) from {relation} group by 1"
        ).fetchall()
        n = sum(_n_doubled(connection, spec.key, relation, value, size) for value, size in sizes)
    else:
        n = _n_in_groups(connection, spec.key, relation)
    if not n:
        return 0, ()
    shown = [*spec.key]
    if spec.pupils_key:
        persons = [column.name for column in spec.columns if column.is_person]
        school = [name for name in spec.column_names if name == "school_id"]
        others = [k for k in (*spec.key[1:], *school) if not any(name in k for name in persons)]
        shown = [first, *(masked(f"cast({key} as varchar)") for key in others)]
    rows = (
        f"(select *, count(*) over (partition by {', '.join(spec.key)}) as n_same_key"
        f" from {relation}) as numbered"
    )
    example = " || ' ' || ".join(f"coalesce(cast({part} as varchar), '')" for part in shown)
    return n, shown_values(connection, example, rows, "n_same_key > 1")


def _n_in_groups(connection: Database, key: tuple[str, ...], relation: str) -> int:
    """Rows that share their key with another, on an engine that groups more than fits in memory."""
    row = connection.execute(
        f"select sum(n) from (select count(*) as n from {relation} group by {', '.join(key)}"
        " having count(*) > 1) as doubled"
    ).fetchone()
    return int((row or (0,))[0] or 0)


def _n_doubled(
    connection: duckdb.DuckDBPyConnection,
    key: tuple[str, ...],
    relation: str,
    value: str | None,
    size: int,
) -> int:
    """Rows that share their key with another, among those whose first key column has a value.

    A hash of the key is all that is remembered of each row: 8 bytes, one school year at a time.
    """
    import numpy as np

    hashes = np.empty(size, np.uint64)
    connection.execute(
        f"select hash({', '.join(key)}) as key_hash from {relation}"
        f" where {key[0]} is not distinct from ?",
        [value],
    )
    filled = 0
    while n_rows := len(chunk := connection.fetch_df_chunk(50)):
        hashes[filled : filled + n_rows] = chunk["key_hash"].to_numpy()
        filled += n_rows
    hashes.sort()
    same_as_next = np.append(hashes[1:] == hashes[:-1], False)
    return int(np.count_nonzero(same_as_next | np.roll(same_as_next, 1)))
