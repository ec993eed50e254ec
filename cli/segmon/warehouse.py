"""Reading a published warehouse: headline figures and whole marts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.database import connect
from segmon.errors import UsageError, writing
from segmon.formats import MartsFormat

#: The indices of the country, the focus cities and the urbanity classes, as one query.
AREA_INDICES = " union all ".join(
    "select school_year, sector, characteristic, area_level, area_code, area_name, index_code,"
    f" value, status from marts.segregation_{level}"
    for level in ("national", "g4", "urbanity")
)


def open_warehouse(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse for reading.

    Raises:
        UsageError: there is no warehouse at that place, or it is not one of segmon.
    """
    if not warehouse.is_file():
        raise UsageError(f"there is no warehouse at {warehouse}; run `segmon build` first")
    try:
        connection = connect(warehouse, read_only=True)
        connection.execute("select 1 from marts.segregation_national limit 0")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"{warehouse} is not a warehouse of segmon: {reason}") from None
    return connection


def mart_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the published marts."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
    )
    return [str(row[0]) for row in rows.fetchall()]


def focus_cities(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Name of each focus city of the build, by municipality code."""
    rows = connection.execute(
        "select area_code, max_by(area_name, school_year) from marts.segregation_g4 group by 1"
    )
    return {str(code): str(name) for code, name in rows.fetchall()}


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


def headline_figures(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Dissimilarity and interaction of the latest school year of each sector.

    Returns:
        One mapping per sector, characteristic, area (country, focus cities, urbanity classes)
        and index, with the columns of the marts.
    """
    result = connection.execute(
        f"select * from ({AREA_INDICES}) where index_code in ('dissimilarity', 'interaction')"
        " qualify school_year = max(school_year) over (partition by sector) order by all"
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
