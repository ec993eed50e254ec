"""The school counts of published years, kept so that one year can be rebuilt without the others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import yaml

from segmon.build.disk import flush
from segmon.database import quoted
from segmon.errors import UsageError
from segmon.project import project_dir, project_vars
from segmon.published.builds import Published

#: The canonical staging tables, which are all that models after staging read of a delivery.
TABLES = ("schools", "municipalities", "school_counts", "distance_counts", "rejected_counts")
#: Vars that shape the counts of a school: kept years must have been counted under the same.
COUNTING_VARS = (
    "areas",
    "vo_grades",
    "income_low_max_percentile",
    "income_middle_max_percentile",
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
        for table in TABLES:
            rows = connection.execute(f"select * from kept.{table} limit 0")
            if [column[0] for column in rows.description] != _columns(table):
                was = published.manifest[published.build_id]["project_version"]
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
    for table in TABLES:
        connection.execute(f"create table kept.{table} as select * from staging.stg_{table}")
    connection.execute("detach kept")
    store.chmod(0o600)
    flush(store)


def _columns(table: str) -> list[str]:
    text = (project_dir() / "models" / "staging" / f"stg_{table}.yml").read_text(encoding="utf-8")
    columns = {model["name"]: model["columns"] for model in yaml.safe_load(text)["models"]}
    return [column["name"] for column in columns[f"stg_{table}"]]
