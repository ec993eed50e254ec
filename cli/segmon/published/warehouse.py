"""Reading a published warehouse: headline figures and whole marts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.database import connect
from segmon.errors import UsageError
from segmon.published.scope import read_scope


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


def headline_figures(connection: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Dissimilarity and interaction of the latest school year of each sector.

    Returns:
        One mapping per sector, characteristic, area (country, focus cities, urbanity classes)
        and index, with the columns of the marts.
    """
    result = connection.execute(
        "select school_year, sector, characteristic, area_level, area_code, area_name, index_code,"
        f" value, status from ({read_scope(connection).indices})"
        " where index_code in ('dissimilarity', 'interaction')"
        " qualify school_year = max(school_year) over (partition by sector) order by all"
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
