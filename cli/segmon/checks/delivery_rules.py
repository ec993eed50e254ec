"""Counting, in DuckDB, how often a delivery breaks each rule of its layout.

A table is scanned once: the violations of all its rules are counted together, per school, and the
few thousand resulting rows answer the questions of reference and of missing values as well. Only
the uniqueness of keys takes a second look at the key columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb

from segmon.checks.violations import Check, checks_of, key_check, masked, reference_check
from segmon.delivery.files import DeliveredTable, readable
from segmon.delivery.find import Delivery
from segmon.delivery.spec import Reference
from segmon.findings import Finding
from segmon.project import project_vars


def structure_findings(delivery: Delivery) -> Iterator[Finding]:
    """Every column is in every file of its table exactly once, and of one type."""
    for delivered in delivery.tables:
        for column in delivered.table.columns:
            required = 0 if column.optional else 1
            found = {file: header.count(column.name) for file, header in delivered.headers.items()}
            # one finding per column where all is well, one per file where it is not
            wrong = {file: n for file, n in found.items() if not required <= n <= 1}
            for file, n_found in (wrong or {delivered.source: required}).items():
                n_wrong = max(required - n_found, n_found - 1, 0)
                yield Finding(
                    table=delivered.table.name,
                    column=column.name,
                    rule="the column stands in the file exactly once"
                    + (f" (it stands there {n_found} times)" if n_wrong else ""),
                    n_rows=0,
                    observed=n_wrong,
                    file=file,
                    why="a column that is missing cannot be read; of two, neither can be trusted",
                    resolve=f"the columns are {', '.join(delivered.table.column_names)}",
                )
        for (file, name), (kind, usual) in delivered.mixed.items():
            yield Finding(
                table=delivered.table.name,
                column=name,
                rule="the column has one type in every file"
                f" (it is {kind} here, {usual} elsewhere)",
                n_rows=0,
                observed=1,
                file=file,
                why="a code that was a number in one file has lost its leading zeros there",
                resolve="write every file with the same types",
            )


def content_findings(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery
) -> Iterator[Finding]:
    """Every rule of the layout, with the rows that break it.

    Args:
        connection: a database with the delivery in schema `delivery` and the seeds
            `characteristics` and `quality_bounds` in schema `seeds`.
        delivery: the delivery.
    """
    for delivered in delivery.tables:
        with readable(delivered.source):
            yield from _table_findings(connection, delivered)
    if delivery.layout in COVERAGE:
        name = COVERAGE[delivery.layout]
        source = next(d.source for d in delivery.tables if d.table.name == name)
        yield from _missing_shares(connection, name, source)


def rows_read(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> dict[str, int]:
    """Rows of each table, once `content_findings` has gone through them."""
    counts = {}
    for delivered in delivery.tables:
        name = delivered.table.name
        row = connection.execute(f"select coalesce(sum(n_rows), 0) from profile_{name}").fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _table_findings(
    connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable
) -> Iterator[Finding]:
    table = delivered.table
    checks = list(checks_of(delivered))
    _profile(connection, delivered, checks)
    sums = "".join(f", sum(v{i})" for i in range(len(checks)))
    totals = connection.execute(f"select sum(n_rows){sums} from profile_{table.name}").fetchone()
    n_rows, *n_broken = [int(total or 0) for total in totals or ()]

    def finding(check: Check, n: int, examples: tuple[str, ...], of_rows: bool = True) -> Finding:
        return Finding(
            *(table.name, check.column, check.rule, n, n, 0, examples, delivered.source),
            why=check.why,
            resolve=check.resolve,
            is_of_rows=of_rows,
        )

    if not table.optional:
        has_rows = Check("", "the table has rows", "nothing can be built", "deliver it filled", "")
        yield replace(finding(has_rows, 0, (), False), observed=int(n_rows == 0))
    for check, n in zip(checks, n_broken, strict=True):
        examples = (
            _texts(connection, check.example, f"delivery.{table.name}", check.violation)
            if n and check.example
            else ()
        )
        yield finding(check, n, examples)
    for i, reference in enumerate(table.references):
        unknown = _unknown(table.name, i, reference)
        parts = [f"r{i}_{j}" for j in range(len(reference.key))]
        if table.pupils_key:
            # what only one row has may be the pupil, where columns were swapped
            parts[1:] = [f"if(n_rows > 1, {part}, {masked(part)})" for part in parts[1:]]
        key = " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)
        row = connection.execute(f"select sum(n_r{i}) from {unknown}").fetchone()
        n = int(row[0] or 0) if row else 0
        examples = _texts(connection, key, unknown, f"n_r{i} > 0") if n else ()
        yield finding(reference_check(reference, table), n, examples)
    if table.once_per:
        keys, columns = table.once_per
        n, examples = _varying(connection, table.name, keys, columns)
        agree = Check(
            columns[0],
            f"rows of one school and year agree on {', '.join(columns)}",
            "a school has one name, one municipality and one denomination a year",
            "deliver one description of each school",
            "",
        )
        yield finding(agree, n, examples, False)
    n, examples = _doubled(connection, delivered)
    yield finding(key_check(delivered), n, examples)


def _profile(
    connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable, checks: list[Check]
) -> None:
    """One row per combination of reference keys: its rows, and how many break each rule."""
    table = delivered.table
    keys, counts = [], ["count(*) as n_rows"]
    for i, reference in enumerate(table.references):
        keys += [f"cast({key} as varchar) as r{i}_{j}" for j, key in enumerate(reference.key)]
        counts.append(f"count(*) filter (where {reference.condition}) as n_r{i}")
    counts += [f"count(*) filter (where {c.violation}) as v{i}" for i, c in enumerate(checks)]
    if table.name in COVERAGE.values():
        counts += [f"{measure} as {name}" for name, measure in _pupil_coverage().items()]
    connection.execute(
        f"create temp table profile_{table.name} as"
        f" select {', '.join(keys + counts)} from delivery.{table.name}"
        + (f" group by {', '.join(str(i + 1) for i in range(len(keys)))}" if keys else "")
    )


def _unknown(table: str, i: int, reference: Reference) -> str:
    columns = [f"r{i}_{j}" for j in range(len(reference.key))]
    same = " and ".join(
        f"profile.{c} is not distinct from cast(parent.{c} as varchar)" for c in columns
    )
    return (
        f"(select * from profile_{table} as profile where not exists ("
        f"select 1 from ({reference.parent}) as parent({', '.join(columns)}) where {same}))"
    )


def _varying(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
) -> tuple[int, tuple[str, ...]]:
    key = " || ' ' || ".join(f"coalesce(cast({part} as varchar), '')" for part in keys)
    rows = (
        f"(select {key} as key, count(*) as n from delivery.{table} group by key"
        f" having count(distinct ({', '.join(columns)})) > 1)"
    )
    row = connection.execute(f"select coalesce(sum(n), 0) from {rows}").fetchone()
    n = int(row[0]) if row else 0
    return n, _texts(connection, "key", rows, "true") if n else ()


def _doubled(
    connection: duckdb.DuckDBPyConnection, delivered: DeliveredTable
) -> tuple[int, tuple[str, ...]]:
    table = delivered.table
    first, relation = table.key[0], f"delivery.{table.name}"
    parts = connection.execute(f"select {first}, count(*) from {relation} group by 1").fetchall()
    n = sum(_n_doubled(connection, table.key, relation, value, size) for value, size in parts)
    if not n:
        return 0, ()
    shown = [*table.key]
    if table.pupils_key:
        others = [key for key in [*table.key[1:], "school_id"] if key != "pupil_id"]
        shown = [first, *(masked(f"cast({key} as varchar)") for key in others)]
    rows = (
        f"(select *, count(*) over (partition by {', '.join(table.key)}) as n_same_key"
        f" from delivery.{table.name})"
    )
    example = " || ' ' || ".join(f"coalesce(cast({part} as varchar), '')" for part in shown)
    return n, _texts(connection, example, rows, "n_same_key > 1")


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


def _texts(
    connection: duckdb.DuckDBPyConnection, expression: str, relation: str, condition: str
) -> tuple[str, ...]:
    """Up to five different values of an expression, as people should read them."""
    query = f"select distinct {expression} as example from {relation} where {condition}"
    rows = connection.execute(f"{query} order by example limit 5").fetchall()
    return tuple(str(row[0])[:80] for row in rows)


#: Layouts whose missing shares are judged, and the table that tells them.
COVERAGE = {"register": "pupils"}


def _pupil_coverage() -> dict[str, str]:
    grades = project_vars("register")["vo_grades"]
    monitored = f"(sector <> 'vo' or try_cast(grade as integer) in ({', '.join(map(str, grades))}))"
    return {
        "n_monitored": f"count(*) filter (where {monitored})",
        "missing_income": f"count(*) filter (where {monitored} and income_percentile is null)",
        "missing_education": f"count(*) filter (where {monitored}"
        " and coalesce(education_parent_1, education_parent_2) is null)",
    }


def _missing_shares(
    connection: duckdb.DuckDBPyConnection, table: str, source: str
) -> Iterator[Finding]:
    rows = connection.execute(f"""
        with coverage as (
            unpivot (
                select
                    r0_0 as school_year,
                    r0_1 as sector,
                    sum(n_monitored) as n_monitored,
                    sum(missing_income) as income,
                    sum(missing_education) as education
                from profile_{table}
                group by school_year, sector
            ) on income, education into name characteristic value n_missing
        )
        select
            coverage.sector,
            coverage.school_year,
            coverage.characteristic,
            cast(n_missing as bigint),
            n_missing / n_monitored,
            cast(max_missing_share as double)
        from coverage
        inner join seeds.quality_bounds as bounds
            on bounds.sector = coverage.sector
            and bounds.characteristic = coverage.characteristic
            and bounds.school_year in (coverage.school_year, 'other')
        where n_monitored > 0
        -- the bound of the year itself goes before the one for other years
        qualify row_number() over (
            partition by coverage.sector, coverage.school_year, coverage.characteristic
            order by bounds.school_year = 'other'
        ) = 1
        order by 1, 2, 3
    """).fetchall()
    for sector, year, characteristic, n_missing, share, bound in rows:
        yield Finding(
            table=table,
            column=characteristic,
            rule=f"at most {bound:.0%} of the pupils in {sector} {year} are of unknown"
            f" {characteristic} (they are {share:.1%})",
            n_rows=n_missing,
            observed=share,
            limit=bound,
            file=source,
            why="pupils of unknown group are in no index: too many of them bend every figure",
            resolve="look for a file that did not link, or change the bound in"
            " seeds/quality_bounds.csv",
        )
