"""From the file a build worked in to the published warehouse, in one rename."""

from __future__ import annotations

import os
from pathlib import Path

from segmon.database import connect

#: Schemas that readers see; everything else of a build stays behind.
PUBLISHED_SCHEMAS = ("marts",)


def publish(built: Path, warehouse: Path) -> dict[str, int]:
    """Publish the marts of a finished build.

    A new file is written beside the warehouse and renamed over it: a reader sees the old build or
    the new one, never a part of either.

    Args:
        built: the DuckDB file that dbt built.
        warehouse: the file that readers open; replaced if it exists.

    Returns:
        Rows of each published table.
    """
    fresh = built.with_name("published.duckdb")
    with connect(built) as connection:
        for (schema,) in connection.execute(
            "select schema_name from duckdb_schemas() where database_name = current_database()"
            " and not internal and schema_name not in ('main', 'marts')"
        ).fetchall():
            connection.execute(f'drop schema "{schema}" cascade')
        connection.execute(f"attach '{str(fresh).replace(chr(39), chr(39) * 2)}' as published")
        database = connection.execute("select current_database()").fetchone()
        assert database
        connection.execute(f'copy from database "{database[0]}" to published')
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published' order by 1"
        ).fetchall()
        rows = {}
        for (table,) in tables:
            counted = connection.execute(f'select count(*) from published.marts."{table}"')
            rows[str(table)] = int((counted.fetchone() or (0,))[0])
        connection.execute("detach published")
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(warehouse)
    return rows
