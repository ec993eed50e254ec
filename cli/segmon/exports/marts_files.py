"""Every mart as a file of its own."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.errors import writing
from segmon.exports.formats import MartsFormat
from segmon.published.warehouse import mart_names


def export_marts(
    connection: duckdb.DuckDBPyConnection, file_format: MartsFormat, out: Path
) -> list[Path]:
    """Write every mart to a file of its own, rows sorted, so that equal builds give equal files.

    Args:
        connection: a published warehouse.
        file_format: parquet or csv (UTF-8, comma, header).
        out: folder to write in; made if it is not there.

    Returns:
        The files.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    files = []
    for name in mart_names(connection):
        file = out / f"{name}.{file_format}"
        target = str(file).replace("'", "''")
        connection.execute(
            f"copy (select * from marts.{name} order by all) to '{target}' (format {file_format})"
        )
        files.append(file)
    return files
