"""The warehouse that leaves: the marts as they may be shown, under the contracts that they had."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.build.disk import flush
from segmon.build.ops import TABLES
from segmon.database import connect, quoted, tables_of

#: How the models of `models/release/marts` are named after the marts that they release.
PREFIX = "released_"
#: What leaves of schema `ops`, which has no disclosure classes: what readers need to know of the
#: build, and nothing of its files.
OPS = {
    "build_manifest": (
        "build_id",
        "is_current",
        "started_at",
        "finished_at",
        "project_version",
        "git_commit",
        "dbt_version",
        "duckdb_version",
        "layout",
        "engine",
        "vars",
        "is_full_refresh",
        "is_synthetic",
    ),
    "published_years": ("school_year", "build_id"),
}
#: How DuckDB writes the file. Bit packing, and ALP for doubles, store under an empty value whatever
#: was in memory there, which may be a number that is hidden; FSST tries random samples. Written by
#: one thread and at once, without these, the same rows are the same bytes and nothing but them.
SETTINGS = {
    "threads": "1",
    "checkpoint_threshold": "1TB",
    "disabled_compression_methods": "bitpacking,alp,alprd,fsst",
}


def write_reduced(judged: Path, warehouse: Path, file: Path) -> None:
    """Write the warehouse that leaves.

    Args:
        judged: the scratch database with schema `released`.
        warehouse: the published warehouse, whose contracts and comments the new one keeps.
        file: the file to write.
    """
    with connect(file) as connection:
        for setting, value in SETTINGS.items():
            connection.execute(f"set {setting} = '{value}'")
        connection.execute(f"attach {quoted(str(judged))} as judged (read_only)")
        connection.execute(f"attach {quoted(str(warehouse))} as warehouse (read_only)")
        database = connection.execute("select current_database()").fetchone()
        assert database
        connection.execute(f'copy from database warehouse to "{database[0]}" (schema)')
        # each mart must have been judged: without its released model this fails
        for mart in tables_of(connection, "warehouse", "marts"):
            columns = _columns(connection, mart)
            connection.execute(
                f"insert into marts.{mart} select {columns} from judged.released.{PREFIX}{mart}"
                " order by all"
            )
        for table in TABLES:
            if listed := ", ".join(OPS.get(table, ())):
                connection.execute(
                    f"insert into ops.{table} ({listed}) select {listed} from warehouse.ops.{table}"
                    " order by all"
                )
        connection.execute("detach judged")
        connection.execute("detach warehouse")
    flush(file)


def _columns(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    rows = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'warehouse'"
        " and schema_name = 'marts' and table_name = ? order by column_index",
        [mart],
    )
    return ", ".join(str(name) for (name,) in rows.fetchall())
