"""Schema `ops` of a published warehouse: which builds made it, from what, and what they found.

It has the build that published last and every earlier build whose school years are still in the
marts. Its tables are written here and documented by `python docs/generate.py` in `docs/ops.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from segmon.checks.rejected import RejectedRow
from segmon.database import quoted
from segmon.delivery.layouts import LAYOUTS
from segmon.findings import Judged

#: Description of each table, and type and description of each of its columns.
TABLES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "build_manifest": (
        "One row per build whose figures of a school year are in the marts.",
        {
            "build_id": ("varchar", "Time at which the build began (UTC) and a random part."),
            "is_current": ("boolean", "Whether it is the build that published this file."),
            "started_at": ("timestamp", "When it began (UTC)."),
            "finished_at": ("timestamp", "When it was ready to be published (UTC)."),
            "project_version": ("varchar", "Version of segmon."),
            "git_commit": (
                "varchar",
                "Commit of the project; `-dirty` is added if files differed.",
            ),
            "dbt_version": ("varchar", "Version of dbt-core."),
            "duckdb_version": ("varchar", "Version of DuckDB."),
            "layout": ("varchar", "Layout of the delivery."),
            "engine": ("varchar", "What counted the pupils: `duckdb`, `postgres` or `spark`."),
            "vars": ("varchar", "Vars of the project in this build, as JSON."),
            "is_full_refresh": ("boolean", "Whether years that were not delivered were dropped."),
            "is_synthetic": ("boolean", "Whether the delivery, or part of it, was invented."),
            "rows_read": ("bigint", "Rows of all files in the school years of the build."),
            "rows_used": ("bigint", "Rows that the models read."),
            "rows_rejected": ("bigint", "Rows that were left out because they break a rule."),
        },
    ),
    "published_years": (
        "One row per school year in the marts.",
        {
            "school_year": ("varchar", "School year 'YYYY-YYYY'."),
            "build_id": ("varchar", "The build that read its delivery."),
        },
    ),
    "input_files": (
        "One row per build and file that was delivered.",
        {
            "build_id": ("varchar", "The build."),
            "table_name": ("varchar", "Table of the layout; null if it is none and was not read."),
            "file_name": ("varchar", "Path of the file or folder within the delivery, or a table."),
            "n_bytes": ("bigint", "Its size in bytes; null for a table or an unread folder."),
            "sha256": ("varchar", "Its SHA-256; null for a table, and if it was not read."),
            "rows_read": ("bigint", "Its rows in the school years of the build."),
            "rows_used": ("bigint", "Those that the models read."),
            "rows_rejected": ("bigint", "Those that were left out because they break a rule."),
            "reason": ("varchar", "Why it, or what it holds, is in no figure; null if it is used."),
            "read_as": ("varchar", "How it was read, where that was not as asked for."),
        },
    ),
    "rejected_rows": (
        "One row per build, row of a file that was left out, and rule that it breaks.",
        {
            "build_id": ("varchar", "The build."),
            "layout": ("varchar", "Layout of the delivery."),
            "table_name": ("varchar", "Table of the layout."),
            "file_name": ("varchar", "Path of the file within the delivery."),
            "row_number": (
                "bigint",
                "Number of the row in the file, from 1; a header is not counted.",
            ),
            "column_name": ("varchar", "Column of the rule; null if it is about the whole row."),
            "rule": ("varchar", "What should hold."),
            "value": ("varchar", "The value in the file; null in a table of pupils."),
        },
    ),
    "check_results": (
        "One row per build and rule that was judged, of the delivery and of the marts.",
        {
            "build_id": ("varchar", "The build."),
            "door": (
                "varchar",
                "What was checked: the `delivery`, or the `marts` before they were published.",
            ),
            "table_name": ("varchar", "Table of the layout, or mart."),
            "column_name": ("varchar", "Column of the rule; null if it is about the whole table."),
            "file_name": ("varchar", "File or folder of the delivery; null for marts."),
            "rule": ("varchar", "What should hold."),
            "why": ("varchar", "What would go wrong without the rule."),
            "resolve": ("varchar", "What to do when it is broken."),
            "severity": ("varchar", "`error` stops a build, `warning` does not."),
            "outcome": (
                "varchar",
                "`met`, `warning` (broken), or `rejected` (the rows that break it were left out).",
            ),
            "n_rows": ("bigint", "Rows that break it."),
            "observed": ("double", "The figure that was checked."),
            "accepted": ("double", "The highest figure that is accepted."),
        },
    ),
    "build_steps": (
        "One row per build and step.",
        {
            "build_id": ("varchar", "The build."),
            "step": (
                "varchar",
                "`convert` (files of statistics programs), `check`, `models` (all of dbt),"
                " `check_marts`; or nodes of dbt: `dbt_tests`, …",
            ),
            "seconds": (
                "double",
                "Wall time; for nodes of dbt, some of which run at once, the sum.",
            ),
        },
    ),
}


def write_ops(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    previous: Path | None,
    build_ids: Sequence[str],
) -> None:
    """Make schema `ops` in a database that is about to be published.

    Args:
        connection: the database.
        rows: the rows of this build, by table.
        previous: the warehouse that is replaced, if rows of earlier builds are kept.
        build_ids: those earlier builds.
    """
    import pandas as pd

    connection.execute("create schema ops")
    if previous and build_ids:
        connection.execute(f"attach {quoted(str(previous))} as previous (read_only)")
    for name, (description, columns) in TABLES.items():
        table = f"ops.{name}"
        typed = ", ".join(f"{column} {kind}" for column, (kind, _) in columns.items())
        connection.execute(f"create table {table} ({typed})")
        connection.execute(f"comment on table {table} is {quoted(description)}")
        for column, (_, about) in columns.items():
            connection.execute(f"comment on column {table}.{column} is {quoted(about)}")
        if previous and build_ids and name != "published_years":
            listed = ", ".join(map(quoted, build_ids))
            connection.execute(
                f"insert into {table} by name select * from previous.{table}"
                f" where build_id in ({listed}) order by all"
            )
        if told := list(rows.get(name, ())):
            connection.register("told", pd.DataFrame(told, dtype=object))
            connection.execute(f"insert into {table} by name select * from told")
            connection.unregister("told")
    if previous and build_ids:
        connection.execute("detach previous")
        connection.execute("update ops.build_manifest set is_current = false")
        current = quoted(str(next(iter(rows["build_manifest"]))["build_id"]))
        connection.execute(
            f"update ops.build_manifest set is_current = true where build_id = {current}"
        )


def year_rows(builds: Mapping[str, str]) -> list[dict[str, Any]]:
    """The build behind each school year, as rows of `published_years`."""
    return [{"school_year": year, "build_id": builds[year]} for year in sorted(builds)]


def step_rows(build_id: str, seconds: Mapping[str, float]) -> list[dict[str, Any]]:
    """What each step took, as rows of `build_steps`."""
    return [
        {"build_id": build_id, "step": step, "seconds": spent} for step, spent in seconds.items()
    ]


def check_rows(build_id: str, judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """What was judged, as rows of `check_results`."""
    return [
        {
            "build_id": build_id,
            "door": found.finding.door,
            "table_name": found.finding.table,
            "column_name": found.finding.column or None,
            "file_name": found.finding.file or None,
            "rule": found.finding.rule,
            "why": found.finding.why,
            "resolve": found.finding.resolve,
            "severity": found.finding.severity,
            "outcome": found.outcome,
            "n_rows": found.finding.n_rows,
            "observed": float(found.finding.observed),
            "accepted": float(found.finding.limit),
        }
        for found in judged
    ]


def rejected_rows(
    build_id: str, layout: str, rejected: Iterable[RejectedRow]
) -> list[dict[str, Any]]:
    """What was left out, as rows of `rejected_rows`; what is of a pupil is not kept."""
    of_pupils = {table.name for table in LAYOUTS[layout].tables if table.pupils_key}
    return [
        {
            "build_id": build_id,
            "layout": layout,
            "table_name": row.table_name,
            "file_name": row.file_name,
            "row_number": row.row_number,
            "column_name": row.column_name or None,
            "rule": row.rule,
            "value": None if row.table_name in of_pupils else row.value,
        }
        for row in rejected
    ]
