"""The one scan of a table: how many rows there are, and break a rule, of each key it refers to."""

from __future__ import annotations

from segmon.checks.coverage import COVERAGE, pupil_coverage
from segmon.checks.violations import Check
from segmon.checks.whole_rules import measured
from segmon.database import Database
from segmon.delivery.open import OpenDelivery
from segmon.delivery.spec import TableSpec


def make_profile(connection: Database, spec: TableSpec, checks: list[Check]) -> None:
    """A table of one row per combination of reference keys: its rows, and how many break a rule."""
    broken = " or ".join(f"({check.violation})" for check in checks) or "false"
    # a sum of ones, since the conditions of a case are not weighed for rows that have met one
    n_broken = f"sum(case when {broken} then 1 else 0 end)"
    keys, counts = [], ["count(*) as n_rows", f"{n_broken} as n_broken"]
    for i, reference in enumerate(spec.references):
        keys += [f"cast({key} as varchar) as r{i}_{j}" for j, key in enumerate(reference.key)]
        counts.append(f"count(*) filter (where {reference.condition}) as n_r{i}")
    counts += measured(spec)
    if spec.name in COVERAGE.values():
        counts += [f"{measure} as {name}" for name, measure in pupil_coverage().items()]
    connection.execute(
        f"create temp table profile_{spec.name} as"
        f" select {', '.join(keys + counts)} from delivery.{spec.name}"
        + (f" group by {', '.join(str(i + 1) for i in range(len(keys)))}" if keys else "")
    )


def rows_read(connection: Database, opened: OpenDelivery) -> dict[str, int]:
    """Rows of each table, once `content_findings` has gone through them."""
    counts = {}
    for table in opened.tables:
        query = f"select coalesce(sum(n_rows), 0) from profile_{table.name}"
        row = connection.execute(query).fetchone()
        counts[table.name] = int(row[0]) if row else 0
    return counts
