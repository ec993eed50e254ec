"""Rules about the rows of a delivery together: no single row breaks them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from segmon.database import Database
from segmon.delivery.open_tables import OpenTable
from segmon.delivery.rule_kinds import Presence, WholeRule
from segmon.delivery.spec import TableSpec
from segmon.findings import Finding

#: Codes that are shown, the most frequent first.
N_CODES = 8


def measured(spec: TableSpec) -> list[str]:
    """What the whole rules of a table look at, as columns of its profile."""
    return [f"{total}({value}) as {name}" for name, (total, value) in spec.measures.items()]


def whole_findings(
    connection: Database, opened: OpenTable, broken: Collection[str]
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


def _whole_finding(connection: Database, opened: OpenTable, rule: WholeRule) -> Finding:
    examples = _broken(connection, opened, rule) if _is_suspected(connection, opened, rule) else []
    n_broken = len(examples)
    if n_broken and rule.codes:
        examples.append(f"the codes are {_codes(connection, opened, rule.codes)}")
    return Finding(
        table=opened.name,
        column=rule.column,
        rule=rule.what,
        n_rows=0,
        observed=n_broken,
        examples=tuple(examples),
        file=opened.found.source,
        why=rule.why,
        resolve=rule.resolve,
        severity=rule.severity,
    )


def _is_suspected(connection: Database, opened: OpenTable, rule: WholeRule) -> bool:
    measures = opened.spec.measures.items()
    totals = ", ".join(f"{total}({name}) as {name}" for name, (total, _) in measures)
    query = (
        f"select 1 from (select r0_1 as sector, sum(n_rows) as n_rows, {totals}"
        f" from profile_{opened.name} group by r0_0, r0_1) as totals where {rule.suspected} limit 1"
    )
    return connection.execute(query).fetchone() is not None


def _broken(connection: Database, opened: OpenTable, rule: WholeRule) -> list[str]:
    """The school years and sectors in which a rule is broken, and what is there instead."""
    totals = ", ".join(f"{total} as {name}" for name, total in rule.totals.items())
    rows = connection.execute(
        f"select school_year, sector, {', '.join(rule.totals)}"
        f" from (select school_year, sector, {totals} from delivery.{opened.name}"
        f" group by school_year, sector) as totals where {rule.violation}"
        " order by school_year, sector"
    ).fetchall()
    return [
        f"in {sector} {year} {rule.shown.format(**dict(zip(rule.totals, found, strict=True)))}"
        for year, sector, *found in rows
    ]


def _codes(connection: Database, opened: OpenTable, column: str) -> str:
    """The most frequent codes of a column; one that few rows have may name a pupil."""
    rows = connection.execute(
        f"select {column}, count(*) from delivery.{opened.name} where {column} is not null"
        f" group by 1 having count(*) > 1 order by 2 desc, 1 limit {N_CODES}"
    ).fetchall()
    return ", ".join(f"{code} ({n:,} x)" for code, n in rows)


def _presence_finding(connection: Database, opened: OpenTable, presence: Presence) -> Finding:
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


def _some(connection: Database, opened: OpenTable, condition: str) -> bool:
    """Whether a row fulfils a condition; the first one that does ends the search."""
    query = f"select 1 from delivery.{opened.name} where {condition} limit 1"
    return connection.execute(query).fetchone() is not None
