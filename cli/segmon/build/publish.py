"""From the file a build worked in to the published warehouse, in one rename."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from segmon.build.disk import flush, flush_folder, replace
from segmon.build.ops import write_ops
from segmon.database import connect, quoted, tables_of


def prepare(
    built: Path,
    ops: Mapping[str, Iterable[Mapping[str, Any]]],
    previous: Path | None,
    build_ids: Sequence[str],
) -> tuple[Path, dict[str, int]]:
    """Write what readers will see of a finished build to a new file.

    Args:
        built: the DuckDB file that dbt built.
        ops: rows of schema `ops`, by table.
        previous: the warehouse that will be replaced, if earlier builds are listed as well.
        build_ids: those earlier builds.

    Returns:
        The file, safely on disk, and the rows of each mart.
    """
    fresh = built.with_name("published.duckdb")
    with connect(built) as connection:
        schemas = connection.execute(
            "select schema_name from duckdb_schemas() where database_name = current_database()"
            " and not internal and schema_name not in ('main', 'marts')"
        ).fetchall()
        for (schema,) in schemas:
            connection.execute(f'drop schema "{schema}" cascade')
        write_ops(connection, ops, previous, build_ids)
        connection.execute(f"attach {quoted(str(fresh))} as published")
        database = connection.execute("select current_database()").fetchone()
        assert database
        connection.execute(f'copy from database "{database[0]}" to published')
        rows = {}
        for table in tables_of(connection, "published", "marts"):
            counted = connection.execute(f'select count(*) from published.marts."{table}"')
            rows[table] = int((counted.fetchone() or (0,))[0])
        connection.execute("detach published")
    flush(fresh)
    return fresh, rows


def publish(
    fresh: Path, store: Path, kept_store: Path, warehouse: Path, on_wait: Callable[[str], None]
) -> None:
    """Put a prepared file in the place of the warehouse, and its store next to it.

    The rename of the warehouse is the one moment at which the build is published: a reader sees
    the old build or the new one, never a part of either. A store without its warehouse is
    forgotten by the next build.

    Args:
        fresh: the prepared file.
        store: the prepared store.
        kept_store: where the store is looked for.
        warehouse: the file that readers open; replaced if it exists.
        on_wait: called with a reason to wait, if the warehouse cannot be replaced while it is read.
    """
    store.replace(kept_store)
    replace(fresh, warehouse, on_wait)
    for folder in (kept_store.parent, warehouse.parent):
        flush_folder(folder)
