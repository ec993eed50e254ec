"""Counting, in DuckDB, how often a delivery breaks each rule of its layout.

A table is scanned once: the rows that break any of its rules are counted per school, and the few
thousand resulting rows answer the questions of reference and of missing values as well. The
uniqueness of keys takes a second look at the key columns; where rules are broken, another look
tells how often each was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from segmon.checks.examples import masked, shown_values
from segmon.checks.keys import doubled_keys
from segmon.checks.places import first_places
from segmon.checks.profile import make_profile
from segmon.checks.violations import Check, checks_of, key_check, reference_check
from segmon.checks.whole_rules import whole_findings
from segmon.database import Database
from segmon.delivery.open import OpenDelivery
from segmon.delivery.open_tables import OpenTable
from segmon.delivery.reading import readable
from segmon.delivery.rule_kinds import Reference
from segmon.findings import Finding


def content_findings(connection: Database, opened: OpenDelivery) -> Iterator[Finding]:
    """Every rule of the layout, with the rows that break it.

    Args:
        connection: the database in which the delivery was opened, with the seeds
            `characteristics` and `denominations` in schema `seeds`.
        opened: the delivery.

    Raises:
        DeliveryError: a file is broken.
    """
    # each table is read before another one looks something up in it: a file that is broken is named
    for table in opened.tables:
        with readable(table.found.source):
            make_profile(connection, table.spec, list(checks_of(table)))
    for table in opened.tables:
        with readable(table.found.source):
            yield from _table_findings(connection, table)


def _table_findings(connection: Database, opened: OpenTable) -> Iterator[Finding]:
    checks = list(checks_of(opened))
    of_rows = list(_row_findings(connection, opened, checks))
    yield from of_rows
    broken = {finding.column for finding in of_rows if finding.observed}
    yield from whole_findings(connection, opened, broken)
    for i in range(len(opened.spec.references)):
        yield _reference_finding(connection, opened, i)
    if opened.spec.once_per:
        yield _agreement_finding(connection, opened)
    if opened.spec.key:
        n, examples = doubled_keys(connection, opened.spec)
        yield _finding(opened, key_check(opened.spec), n, examples)


def _finding(
    opened: OpenTable, check: Check, n: int, examples: tuple[str, ...], *, is_of_rows: bool = True
) -> Finding:
    return Finding(
        table=opened.name,
        column=check.column,
        rule=check.rule,
        n_rows=n,
        observed=n,
        examples=examples,
        file=opened.found.source,
        why=check.why,
        resolve=check.resolve,
        severity=check.severity,
        is_of_rows=is_of_rows,
    )


def _row_findings(
    connection: Database, opened: OpenTable, checks: list[Check]
) -> Iterator[Finding]:
    """The rules that look at one row at a time, and that there are rows."""
    query = f"select sum(n_rows), sum(n_broken) from profile_{opened.name}"
    n_rows, n_broken_rows = [int(n or 0) for n in connection.execute(query).fetchone() or ()]
    # most deliveries break no rule: which one was broken is looked for only where one was
    n_broken = [0] * len(checks)
    if n_broken_rows:
        counts = ", ".join(f"count(*) filter (where {check.violation})" for check in checks)
        counted = connection.execute(f"select {counts} from delivery.{opened.name}").fetchone()
        n_broken = list(counted or ())
    if not opened.spec.optional:
        rule = "the table has rows" if n_rows else "the table has rows (it is empty)"
        has_rows = Check("", rule, "nothing can be built of an empty table", "fill it", "")
        found = _finding(opened, has_rows, 0, (), is_of_rows=False)
        yield replace(found, observed=int(n_rows == 0))
    broken = [check.violation for check, n in zip(checks, n_broken, strict=True) if n]
    places = iter(first_places(connection, opened, broken))
    for check, n in zip(checks, n_broken, strict=True):
        examples: tuple[str, ...] = ()
        if n and check.example:
            relation = f"delivery.{opened.name}"
            examples = shown_values(connection, check.example, relation, check.violation)
        yield replace(_finding(opened, check, n, examples), first=next(places) if n else "")


def _reference_finding(connection: Database, opened: OpenTable, i: int) -> Finding:
    """That rows occur in another table or seed."""
    reference = opened.spec.references[i]
    unknown = _unknown(opened.name, i, reference)
    parts = [f"r{i}_{j}" for j in range(len(reference.key))]
    if opened.spec.pupils_key:
        # what only one row has may be the pupil, where columns were swapped
        parts[1:] = [
            f"case when n_rows > 1 then {part} else {masked(part)} end" for part in parts[1:]
        ]
    key = " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)
    row = connection.execute(f"select sum(n_r{i}) from {unknown}").fetchone()
    n = int(row[0] or 0) if row else 0
    examples = shown_values(connection, key, unknown, f"n_r{i} > 0") if n else ()
    check = reference_check(reference, opened.spec)
    places = first_places(connection, opened, [check.violation] if n else [])
    return replace(_finding(opened, check, n, examples), first="".join(places))


def _agreement_finding(connection: Database, opened: OpenTable) -> Finding:
    """That rows of one school and year agree on what describes the school."""
    assert opened.spec.once_per
    keys, columns = opened.spec.once_per
    n, examples = _varying(connection, opened.name, keys, columns)
    agree = Check(
        columns[0],
        f"rows of one school and year agree on {', '.join(columns)}",
        "a school has one name, one municipality and one denomination a year",
        "deliver one description of each school",
        "",
    )
    return _finding(opened, agree, n, examples, is_of_rows=False)


def _unknown(table: str, i: int, reference: Reference) -> str:
    columns = [f"r{i}_{j}" for j in range(len(reference.key))]
    # nulls are the same as nulls, in a form that every engine can look up by a hash; no value that
    # keeps the rules is a control character
    same = " and ".join(
        f"coalesce(profile.{c}, chr(1)) = coalesce(cast(parent.{c} as varchar), chr(1))"
        for c in columns
    )
    return (
        f"(select * from profile_{table} as profile where not exists (select 1"
        f" from ({reference.parent}) as parent({', '.join(columns)}) where {same})) as unknown"
    )


def _varying(
    connection: Database,
    table: str,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
) -> tuple[int, tuple[str, ...]]:
    key = " || ' ' || ".join(f"coalesce(cast({part} as varchar), '')" for part in keys)
    rows = (
        f"(select {key} as key, count(*) as n from delivery.{table} group by key"
        f" having count(distinct ({', '.join(columns)})) > 1) as varying"
    )
    row = connection.execute(f"select coalesce(sum(n), 0) from {rows}").fetchone()
    n = int(row[0]) if row else 0
    return n, shown_values(connection, "key", rows, "true") if n else ()
