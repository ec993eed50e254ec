"""What a release reads: a published warehouse, and the school counts behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.build.folder import BuildFolder
from segmon.database import load_seeds, quoted, tables_of
from segmon.errors import UsageError
from segmon.project import project_vars
from segmon.published.builds import read_published

if TYPE_CHECKING:
    import duckdb

#: What the models of a release read of the store, by the model that had it.
STAGING = {
    "schools": "stg_schools",
    "municipalities": "stg_municipalities",
    "school_counts": "stg_school_counts",
}


@dataclass(frozen=True)
class ReleaseSource:
    """A published warehouse that is to leave.

    Attributes:
        warehouse: the published file.
        store: the school counts behind it.
        build_id: the build that published it.
        moment: when that build was done (UTC), as ISO 8601 has it.
        variables: vars of the project in that build.
    """

    warehouse: Path
    store: Path
    build_id: str
    moment: str
    variables: dict[str, Any]


def find_source(warehouse: Path) -> ReleaseSource:
    """Find a published warehouse and its store.

    Args:
        warehouse: the published file.

    Raises:
        UsageError: there is no warehouse, or its store is gone.
    """
    published = read_published(warehouse)
    if not published:
        raise UsageError(f"there is no warehouse at {warehouse}; run `segmon build` first")
    store = BuildFolder(warehouse).store(published.build_id)
    if not store.is_file():
        raise UsageError(
            f"the store {store.name} next to {warehouse} is missing: which schools are behind a"
            " figure is not known, so nothing can leave; build again"
        )
    build = published.manifest[published.build_id]
    chosen = json.loads(build["vars"])
    known = project_vars()
    variables = {name: value for name, value in chosen.items() if name in known}
    moment = f"{build['finished_at']:%Y-%m-%dT%H:%M:%SZ}"
    return ReleaseSource(warehouse, store, published.build_id, moment, variables)


def load_source(connection: duckdb.DuckDBPyConnection, source: ReleaseSource) -> None:
    """Put the marts, the school counts and the seeds where dbt looks for them.

    Args:
        connection: an empty database.
        source: what is to leave.
    """
    load_seeds(connection)
    connection.execute(f"attach {quoted(str(source.warehouse))} as warehouse (read_only)")
    connection.execute(f"attach {quoted(str(source.store))} as store (read_only)")
    connection.execute("create schema marts")
    for table in tables_of(connection, "warehouse", "marts"):
        connection.execute(f'create table marts."{table}" as from warehouse.marts."{table}"')
    connection.execute("create schema staging")
    for table, model in STAGING.items():
        connection.execute(f"create table staging.{model} as from store.{table}")
    connection.execute(
        "create schema audit; create table audit.also_hidden (block_id varchar, rule_code varchar)"
    )
    connection.execute("detach warehouse")
    connection.execute("detach store")
