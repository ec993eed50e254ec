"""Whether all contenders found the same figures, to 1e-9.

    python agreement.py compare OUT CONTENDER…     OUT/CONTENDER/ as run.py leaves it
    python agreement.py counts REGISTER OUT.parquet     ready counts per school, for PySAL

The reference is the build (`segmon`) when it ran, else the hand-written script.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from duckdb_script import COUNTS, run

TOLERANCE = 1e-9


def differing(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> int:
    """Rows of two relations that have no equal in the other, by the columns of both."""
    both = {row[0] for row in connection.execute(f"describe from {right}").fetchall()}
    described = [
        row for row in connection.execute(f"describe from {left}").fetchall() if row[0] in both
    ]
    keys = [row[0] for row in described if row[1] != "DOUBLE"]
    doubles = [row[0] for row in described if row[1] == "DOUBLE"]
    found = [f"l.{key} is not distinct from r.{key}" for key in keys]
    # joined on the keys alone, which DuckDB does by hashing
    same = [
        f"(l.{c} is not distinct from r.{c} or coalesce(abs(l.{c} - r.{c}) <= {TOLERANCE}, false))"
        for c in doubles
    ]
    row = connection.execute(
        f"select count(*) from {left} as l full join {right} as r on {' and '.join(found)}"
        f" where l.{keys[0]} is null or r.{keys[0]} is null or not ({' and '.join(same)})"
    ).fetchone()
    assert row
    return int(row[0])


def compare(out: Path, contenders: list[str]) -> bool:
    """Compare marts with marts and indices with the segregation marts; print what was compared."""
    databases = [
        c for c in ("segmon", "script", "sql_all", "script_seven", "sql") if c in contenders
    ]
    connection = duckdb.connect()
    for name in databases:
        connection.execute(f"attach '{out / name / 'built.duckdb'}' as {name} (read_only)")
    if not databases:
        print("nothing to compare with: add segmon or script to the contenders")
        return True
    reference, *others = databases
    all_same = True
    for other in others:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
            f" and database_name in ('{reference}', '{other}')"
            " group by table_name having count(*) = 2 order by table_name"
        ).fetchall()
        rows = {
            mart: differing(connection, f"{reference}.marts.{mart}", f"{other}.marts.{mart}")
            for (mart,) in marts
        }
        all_same &= not any(rows.values())
        wrong = {mart: n for mart, n in rows.items() if n}
        print(f"{other} = {reference}: {len(rows)} marts", f"differ: {wrong}" if wrong else "agree")
    union = " union all by name ".join(
        f"from {reference}.marts.segregation_{level}"
        for level in ("national", "g4", "urbanity", "municipality")
    )
    for name in ("polars", "pandas", "pysal"):
        if name not in contenders:
            continue
        file = f"'{out / name / 'indices.parquet'}'"
        names = [row[0] for row in connection.execute(f"describe from {file}").fetchall()]
        columns = ", ".join(names)
        # PySAL: only where both groups are there, and not its two-group interaction
        kept = "value is not null and index_code = 'dissimilarity'" if name == "pysal" else "true"
        levels = "area_level = 'municipality'" if name == "pysal" else "true"
        connection.execute(
            f"create or replace temp view mine as select {columns} from {file} where {kept};"
            f"create or replace temp view theirs as"
            f" select {columns} from ({union}) where {kept} and {levels}"
        )
        wrong_rows = differing(connection, "theirs", "mine")
        all_same &= not wrong_rows
        print(f"{name} = {reference}:", f"{wrong_rows} rows differ" if wrong_rows else "agree")
    return all_same


def counts(register: str, out: str) -> None:
    """Write the counts per school and characteristic that PySAL starts from."""
    with duckdb.connect() as connection:
        run(connection, register, COUNTS["seven"])
        connection.execute(
            "copy (select school_year, sector, characteristic, municipality_code,"
            " n_first, n_middle, n_third from (unpivot school_counts on"
            + ", ".join(
                f" ({c}_1, {c}_2, {c}_3) as {c}" for c in ("income", "education", "migration")
            )
            + " into name characteristic value n_first, n_middle, n_third)"
            f" inner join schools using (school_year, sector, school_id)) to '{out}'"
            " (format parquet)"
        )


if __name__ == "__main__":
    if sys.argv[1] == "counts":
        counts(sys.argv[2], sys.argv[3])
    elif not compare(Path(sys.argv[2]), sys.argv[3:]):
        raise SystemExit(1)
