"""Whether all contenders found the same figures, to 1e-9.

    python agreement.py compare OUT CONTENDER…     OUT/CONTENDER/ as run.py leaves it
    python agreement.py counts REGISTER OUT.parquet     ready counts per school, for PySAL

The reference is the build (`segmon`) when it ran, else another build of this checkout, else the
hand-written script. The models must make every mart of the reference, with the same columns. The
script makes what the published monitors have: its marts, with the indices and definitions in them,
are compared in the columns that it has, as are those of an earlier commit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from contenders import BASELINES, LIBRARIES
from duckdb_script import COUNTS, run

TOLERANCE = 1e-9
#: Contenders that make marts; the first of those that ran is the reference.
DATABASES = (
    *("segmon", "segmon_first", "segmon_year", "script", "sql_all", "script_seven", "sql"),
    *("baseline", "baseline_first", "baseline_year"),
)
#: Contenders that make seven marts only, or no further indices.
SEVEN_ONLY = ("script_seven", "sql")
BY_HAND = ("script", "script_seven")
#: Columns of codes of which a contender may have fewer.
CODES = ("index_code", "definition")


def one_number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query finds."""
    row = connection.execute(query).fetchone()
    assert row
    return int(row[0])


def columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Names and types of the columns of a relation."""
    described = connection.execute(f"describe from {relation}").fetchall()
    return {row[0]: row[1] for row in described}


def differing(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> int:
    """Rows of two relations that have no equal in the other, by the columns of both."""
    types = columns(connection, left)
    both = [name for name in types if name in columns(connection, right)]
    keys = [name for name in both if types[name] != "DOUBLE"]
    found = [f"l.{key} is not distinct from r.{key}" for key in keys]
    # joined on the keys alone, which DuckDB does by hashing
    same = [
        f"(l.{c} is not distinct from r.{c} or coalesce(abs(l.{c} - r.{c}) <= {TOLERANCE}, false))"
        for c in both
        if c not in keys
    ]
    return one_number(
        connection,
        f"select count(*) from {left} as l full join {right} as r on {' and '.join(found)}"
        f" where l.{keys[0]} is null or r.{keys[0]} is null or not ({' and '.join(same)})",
    )


def marts(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """The marts of a contender."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
        " and database_name = ? order by table_name",
        [name],
    )
    return [row[0] for row in rows.fetchall()]


def of_same_codes(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> str:
    """A view of the rows of a relation whose codes are in another."""
    both = columns(connection, left).keys() & columns(connection, right).keys()
    conditions = [f"{code} in (select {code} from {right})" for code in CODES if code in both]
    where = " and ".join(conditions or ["true"])
    connection.execute(f"create or replace temp view compared as from {left} where {where}")
    return "compared"


def compare_marts(connection: duckdb.DuckDBPyConnection, reference: str, other: str) -> bool:
    """Compare the marts of a contender with those of the reference; print how they compare."""
    theirs, mine = marts(connection, reference), marts(connection, other)
    both = [mart for mart in theirs if mart in mine]
    wrong: dict[str, str] = {}
    for mart in both:
        left, right = f"{reference}.marts.{mart}", f"{other}.marts.{mart}"
        if other in (*BY_HAND, *BASELINES.values()):
            left = of_same_codes(connection, left, right)
        if n_rows := differing(connection, left, right):
            wrong[mart] = f"{n_rows} rows"
        elif other not in (*BY_HAND, *BASELINES.values()) and (
            odd := columns(connection, left).items() ^ columns(connection, right).items()
        ):
            wrong[mart] = f"columns {sorted({name for name, _ in odd})}"
    if other not in (*SEVEN_ONLY, *BY_HAND, *BASELINES.values()):
        wrong |= dict.fromkeys(set(theirs) ^ set(mine), "made by one only")
    print(f"{other} = {reference}: {len(both)} of {len(theirs)} marts", end=" ")
    print("agree" if not wrong else f"differ: {wrong}")
    return not wrong


def compare_indices(
    connection: duckdb.DuckDBPyConnection, out: Path, reference: str, other: str
) -> bool:
    """Compare the indices of another library with the segregation marts of the reference."""
    union = " union all by name ".join(
        f"from {reference}.marts.segregation_{level}"
        for level in ("national", "g4", "urbanity", "municipality")
    )
    file = f"'{out / other / 'indices.parquet'}'"
    names = ", ".join(columns(connection, file))
    # PySAL: only where both groups are there, and not its two-group interaction
    is_pysal = other == "pysal"
    kept = (
        "value is not null and index_code = 'dissimilarity'"
        if is_pysal
        else f"index_code in (select index_code from {file})"
    )
    levels = "area_level = 'municipality'" if is_pysal else "true"
    connection.execute(
        f"create or replace temp view mine as select {names} from {file} where {kept};"
        f"create or replace temp view theirs as"
        f" select {names} from ({union}) where {kept} and {levels}"
    )
    wrong_rows = differing(connection, "theirs", "mine")
    print(f"{other} = {reference}:", f"{wrong_rows} rows differ" if wrong_rows else "agree")
    return not wrong_rows


def compare(out: Path, contenders: list[str]) -> bool:
    """Compare marts with marts and indices with the segregation marts; print what was compared."""
    databases = [name for name in DATABASES if name in contenders]
    if not databases:
        print("nothing to compare with: add segmon or script to the contenders")
        return True
    with duckdb.connect() as connection:
        for name in databases:
            connection.execute(f"attach '{out / name / 'built.duckdb'}' as {name} (read_only)")
        reference, *others = databases
        agreed = [compare_marts(connection, reference, other) for other in others]
        agreed += [
            compare_indices(connection, out, reference, library)
            for library in LIBRARIES
            if library in contenders
        ]
    return all(agreed)


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
