"""Reading a published warehouse: headline figures and whole marts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from segmon.database import connect
from segmon.errors import UsageError, WarehouseError
from segmon.published.scope import read_scope


@contextmanager
def open_warehouse(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published warehouse for reading.

    Raises:
        UsageError: there is no warehouse at that place, or it is not one of segmon.
        WarehouseError: it cannot be read on the way.
    """
    if not warehouse.is_file():
        raise UsageError(f"there is no warehouse at {warehouse}; run `segmon build` first")
    try:
        connection = connect(warehouse, read_only=True)
        connection.execute("select 1 from marts.segregation_national limit 0")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"{warehouse} is not a warehouse of segmon: {reason}") from None
    with connection:
        try:
            yield connection
        except duckdb.Error as error:
            raise _unreadable(warehouse, error) from error


def require_readable(warehouse: Path) -> None:
    """Read every block of a warehouse, or of the store next to it.

    Raises:
        WarehouseError: a part of it cannot be read.
    """
    try:
        with connect(warehouse, read_only=True) as connection:
            tables = connection.execute("select schema_name, table_name from duckdb_tables()")
            for schema, table in tables.fetchall():
                connection.execute(f'select count(hash(r)) from "{schema}"."{table}" as r')
    except duckdb.Error as error:
        raise _unreadable(warehouse, error) from error


def _unreadable(warehouse: Path, error: duckdb.Error) -> WarehouseError:
    """What DuckDB says while a warehouse is read, as a sentence that says what to do."""
    reason = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        advice = "there is not enough memory"
    elif isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        advice = "another version of segmon made it: build it again with this one"
    else:
        advice = "put back a copy, or deliver every school year and build to another file"
    return WarehouseError(f"{warehouse} cannot be read; {advice} ({reason})")


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
