"""Rules about the rows of a delivery together: no single row breaks them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import duckdb

from segmon.delivery.open import OpenTable
from segmon.delivery.spec import Presence, TableSpec, WholeRule
from segmon.findings import Finding

#: Codes that are shown, the most frequent first.
N_CODES = 8


def measured(spec: TableSpec) -> list[str]:
    """What the whole rules of a table look at, as columns of its profile."""
    return [f"{total}({value}) as {name}" for name, (total, value) in spec.measures.items()]


def whole_findings(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, broken: Collection[str]
) -> Iterator[Finding]:
    """The rules about the rows of a year and sector, and that somebody is in each group.

    Args:
        connection: the database of the delivery, with the profile of the table, whose first two
            columns are the school year and the sector.
        opened: the table.
        broken: columns of which single rows break a rule; what they are together says no more.
    """
    for rule in opened.spec.whole_rules:
        if rule.column not in broken:
            yield _whole_finding(connection, opened, rule)
    for presence in opened.spec.presences():
        if presence.column not in broken:
            yield _presence_finding(connection, opened, presence)


def _whole_finding(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, rule: WholeRule
) -> Finding:
    rows = _broken(connection, opened, rule) if _is_suspected(connection, opened, rule) else []
    examples = [f"in {sector} {year} {shown}" for year, sector, shown in rows]
    if rows and rule.codes:
        examples.append(f"the codes are {_codes(connection, opened, rule.codes)}")
    return Finding(
        table=opened.name,
        column=rule.column,
        rule=rule.what,
        n_rows=0,
        observed=len(rows),
        examples=tuple(examples),
        file=opened.found.source,
        why=rule.why,
        resolve=rule.resolve,
        severity=rule.severity,
    )


def _is_suspected(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, rule: WholeRule
) -> bool:
    measures = opened.spec.measures.items()
    totals = ", ".join(f"{total}({name}) as {name}" for name, (total, _) in measures)
    query = (
        f"select 1 from (select r0_1 as sector, sum(n_rows) as n_rows, {totals}"
        f" from profile_{opened.name} group by r0_0, r0_1) as totals where {rule.suspected} limit 1"
    )
    return connection.execute(query).fetchone() is not None


def _broken(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, rule: WholeRule
) -> list[tuple[str, str, str]]:
    """School year and sector where a rule is broken, and what is there instead."""
    totals = ", ".join(f"{total} as {name}" for name, total in rule.totals.items())
    return connection.execute(
        f"select school_year, sector, {rule.shown} from (select school_year, sector, {totals}"
        f" from delivery.{opened.name} group by all) as totals where {rule.violation} order by all"
    ).fetchall()


def _codes(connection: duckdb.DuckDBPyConnection, opened: OpenTable, column: str) -> str:
    """The most frequent codes of a column; one that few rows have may name a pupil."""
    rows = connection.execute(
        f"select {column}, count(*) from delivery.{opened.name} where {column} is not null"
        f" group by 1 having count(*) > 1 order by 2 desc, 1 limit {N_CODES}"
    ).fetchall()
    return ", ".join(f"{code} ({n:,} x)" for code, n in rows)


def _presence_finding(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, presence: Presence
) -> Finding:
    is_absent = not _some(connection, opened, presence.present) and _some(
        connection, opened, presence.known
    )
    return Finding(
        table=opened.name,
        column=presence.column,
        rule=f"somebody is in the group: {presence.what}" + (" (nobody is)" if is_absent else ""),
        n_rows=0,
        observed=int(is_absent),
        file=opened.found.source,
        why="every index compares two groups: without one of them none is defined",
        resolve="look at the codes of the column; if nobody is in the group, nothing is wrong",
        severity="warning",
    )


def _some(connection: duckdb.DuckDBPyConnection, opened: OpenTable, condition: str) -> bool:
    """Whether a row fulfils a condition; the first one that does ends the search."""
    query = f"select 1 from delivery.{opened.name} where {condition} limit 1"
    return connection.execute(query).fetchone() is not None
