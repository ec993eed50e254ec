"""DuckDB connections, all with the same settings."""

from __future__ import annotations

from pathlib import Path

import duckdb


def connect(file: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database that never fetches an extension and never prints.

    Args:
        file: the database; without it, one in memory.
        read_only: whether the file is only read.
    """
    connection = duckdb.connect(
        str(file) if file else ":memory:",
        read_only=read_only,
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    connection.execute("set enable_progress_bar = false")
    return connection
