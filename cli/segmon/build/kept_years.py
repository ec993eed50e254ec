"""The figures of published years, kept so that one year can be rebuilt without the others.

Of a school its counts are kept, one characteristic at a time; of distances the published rows, as
what they are made of has rows of one pupil.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import yaml

from segmon.build.disk import flush
from segmon.database import quoted, tables_of
from segmon.errors import UsageError
from segmon.project import project_dir, project_vars
from segmon.published.builds import Published

#: What is kept: canonical staging tables, and the mart of distances, by the model that has it.
KEPT = {
    "schools": "staging.stg_schools",
    "municipalities": "staging.stg_municipalities",
    "school_counts": "staging.stg_school_counts",
    # the rows of a focus city are those of its municipality
    "travel_distance": "marts.travel_distance where area_level <> 'g4'",
    "rejected_counts": "staging.stg_rejected_counts",
    "linkage_counts": "staging.stg_linkage_counts",
}
#: What earlier versions kept nothing of, as they could not read such deliveries.
LATER = ("linkage_counts",)
#: What was kept before it, and has rows of one pupil.
OLD_TABLE = "distance_counts"
#: Vars that shape the counts of a school: kept years must have been counted under the same.
COUNTING_VARS = (
    "areas",
    "vo_grades",
    "income_low_max_percentile",
    "income_middle_max_percentile",
    "income_column",
    "income_year_offset",
    "municipal_division",
)


def load_kept(
    connection: duckdb.DuckDBPyConnection,
    store: Path,
    published: Published,
    years: Sequence[str],
    variables: Mapping[str, Any],
) -> None:
    """Put the counts of kept years in schema `store` of the database of a build.

    Args:
        connection: the database.
        store: the store behind the published warehouse.
        published: what that warehouse shows.
        years: the school years to keep.
        variables: vars of this build.

    Raises:
        UsageError: the store is gone, or was counted in another way.
    """
    listed = ", ".join(years)
    advice = f"{listed} cannot be kept: {{}}; deliver every year and build with --full-refresh"
    for build_id in {published.school_years[year] for year in years}:
        # a build of before a var was there had its default
        then = {**project_vars(), **json.loads(published.manifest[build_id]["vars"])}
        for name in COUNTING_VARS:
            if then[name] != variables[name]:
                change = f"{name} was {then[name]} when they were counted, and is {variables[name]}"
                raise UsageError(advice.format(change))
    if not store.exists():
        raise UsageError(advice.format(f"the store {store.name} next to the warehouse is missing"))
    try:
        connection.execute(f"attach {quoted(str(store))} as kept (read_only)")
        connection.execute("create schema store")
        was = published.manifest[published.build_id]["project_version"]
        _refuse_old(connection, advice)
        there = tables_of(connection, "kept", "main")
        for table in (name for name in KEPT if name in there or name not in LATER):
            rows = connection.execute(f"select * from kept.{table} limit 0")
            if [column[0] for column in rows.description] != _columns(table):
                raise UsageError(advice.format(f"segmon {was} counted them in another form"))
            connection.execute(
                f"create table store.{table} as select * from kept.{table}"
                f" where school_year in ({', '.join(map(quoted, years))})"
            )
        connection.execute("detach kept")
    except duckdb.Error as error:
        raise UsageError(advice.format(str(error).splitlines()[0])) from None


def write_store(connection: duckdb.DuckDBPyConnection, store: Path) -> None:
    """Keep the counts of every year of a finished build in a file that only its owner can read.

    Args:
        connection: the database that dbt built in.
        store: the file.
    """
    connection.execute(f"attach {quoted(str(store))} as kept")
    for table, rows in KEPT.items():
        connection.execute(f"create table kept.{table} as select * from {rows}")
    connection.execute("detach kept")
    store.chmod(0o600)
    flush(store)


def _refuse_old(connection: duckdb.DuckDBPyConnection, advice: str) -> None:
    if OLD_TABLE in tables_of(connection, "kept", "main"):
        reason = "their store is of an earlier form, with distances of single pupils"
        raise UsageError(advice.format(reason))


def _columns(table: str) -> list[str]:
    """The columns of the model that a table of the store is kept of."""
    schema, _, name = KEPT[table].split()[0].partition(".")
    file = project_dir() / "models" / schema / f"{name}.yml"
    models = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    return [
        column["name"] for model in models if model["name"] == name for column in model["columns"]
    ]
