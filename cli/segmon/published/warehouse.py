"""Reading a published warehouse: headline figures and whole marts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.database import connect
from segmon.errors import UsageError, writing
from segmon.exports.formats import MartsFormat


@dataclass(frozen=True)
class Scope:
    """The areas that tables and figures show: the country, some cities and the urbanity classes.

    Attributes:
        cities: name of each city, by municipality code.
        level: level of areas in the marts at which the cities are found.
    """

    cities: dict[str, str]
    level: str = "g4"

    @property
    def levels(self) -> tuple[str, str, str]:
        """Levels of areas in the marts."""
        return ("national", self.level, "urbanity")

    @property
    def where(self) -> str:
        """The areas as a condition in SQL."""
        codes = ", ".join(f"'{code}'" for code in self.cities) or "null"
        return (
            "(area_level in ('national', 'urbanity')"
            f" or area_level = '{self.level}' and area_code in ({codes}))"
        )

    @property
    def area_level(self) -> str:
        """The level of an area in SQL; that of a city is `g4`, wherever it was found."""
        return "case when area_level = 'municipality' then 'g4' else area_level end as area_level"

    @property
    def indices(self) -> str:
        """The indices of the areas, as a query."""
        query = " union all by name ".join(
            f"select * from marts.segregation_{level}" for level in self.levels
        )
        return f"select * replace ({self.area_level}) from ({query}) where {self.where}"


def read_scope(connection: duckdb.DuckDBPyConnection, focus: Sequence[str] = ()) -> Scope:
    """The areas to show.

    Args:
        connection: a published warehouse.
        focus: municipality codes of the cities to show; those of the build if there are none.

    Raises:
        UsageError: the build has no such municipality.
    """
    if not focus:
        return Scope(focus_cities(connection))
    rows = connection.execute(
        "select area_code, max_by(area_name, school_year) from marts.segregation_municipality"
        " where area_code in (select unnest(?)) group by 1",
        [list(focus)],
    )
    names = {str(code): str(name) for code, name in rows.fetchall()}
    if unknown := [code for code in focus if code not in names]:
        raise UsageError(f"--focus: this build has no municipality {', '.join(unknown)}")
    return Scope({**names, **focus_cities(connection, names)}, "municipality")


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


def focus_cities(
    connection: duckdb.DuckDBPyConnection, among: Collection[str] | None = None
) -> dict[str, str]:
    """Name of each focus city of the build, by municipality code; only those among some codes."""
    rows = connection.execute(
        "select area_code, max_by(area_name, school_year) from marts.segregation_g4 group by 1"
    )
    names = {str(code): str(name) for code, name in rows.fetchall()}
    return {code: name for code, name in names.items() if among is None or code in among}


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
        "select school_year, sector, characteristic, area_level, area_code, area_name, index_code,"
        f" value, status from ({read_scope(connection).indices})"
        " where index_code in ('dissimilarity', 'interaction')"
        " qualify school_year = max(school_year) over (partition by sector) order by all"
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
