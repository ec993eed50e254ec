"""What a build reads of a delivery, and what it keeps of years that were published before."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from segmon.build.context import BuildContext
from segmon.build.input_files import InputFiles, input_files
from segmon.build.kept_years import load_kept
from segmon.checks.checked import require_structure
from segmon.delivery.files import FoundTable
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.delivery.reading import readable
from segmon.delivery.years import years_read
from segmon.focus import require_known


@dataclass(frozen=True)
class ReadDelivery:
    """What a build reads.

    Attributes:
        found: the delivery.
        years: its school years.
        kept_years: published years that it does not hold and that stay as they are.
        files: its files as they are when the build begins.
        is_synthetic: whether it, or part of it, was invented.
    """

    found: FoundDelivery
    years: tuple[str, ...]
    kept_years: tuple[str, ...]
    files: InputFiles
    is_synthetic: bool


def read_files(context: BuildContext) -> ReadDelivery:
    """What a build reads of files, whose tables have their columns.

    Args:
        context: the build.

    Raises:
        DeliveryError: a file or a column is missing, a file is broken, or a year that was asked for
            is not there.
    """
    options = context.options
    found = find_delivery(context.delivered, context.layout, options.school_years, options.areas)
    require_structure(found)
    return read_delivery(context, found, years_read(found))


def read_delivery(
    context: BuildContext, found: FoundDelivery, years: tuple[str, ...]
) -> ReadDelivery:
    """What a build reads of a delivery, and which published years it keeps.

    Args:
        context: the build.
        found: the delivery.
        years: its school years that are read.
    """
    is_synthetic = context.options.is_demonstration or found.is_synthetic
    kept_years = _kept_years(context, years, is_synthetic)
    context.log.info("delivered: %s; kept: %s", ", ".join(years), ", ".join(kept_years))
    return ReadDelivery(found, years, kept_years, input_files(found), is_synthetic)


def _kept_years(
    context: BuildContext, years: tuple[str, ...], is_synthetic: bool
) -> tuple[str, ...]:
    published = context.published
    if context.options.is_full_refresh or not published:
        return ()
    # years that were invented are next to no years of anybody's
    there = published.school_years if is_synthetic else published.delivered_years
    return tuple(sorted(set(there) - set(years)))


def load_kept_years(
    connection: duckdb.DuckDBPyConnection, context: BuildContext, read: ReadDelivery
) -> None:
    """Put what is kept of published years in the database of a build."""
    if context.published and read.kept_years:
        store = context.builds.store(context.published.build_id)
        load_kept(connection, store, context.published, read.kept_years, context.variables)


def require_cities_of_files(
    connection: duckdb.DuckDBPyConnection, context: BuildContext, read: ReadDelivery
) -> None:
    """Make sure that each focus city is a municipality of the opened files, or of a year kept."""
    table = municipalities_of(read.found)
    with readable(table.source):
        require_focus_cities(connection, context, read, names_of(table))


def municipalities_of(found: FoundDelivery) -> FoundTable:
    """The table of municipalities of a delivery."""
    (table,) = [table for table in found.tables if table.name == "municipalities"]
    return table


def names_of(municipalities: FoundTable) -> str:
    """Query of the codes of municipalities, in the form that a build gives them, and their names.

    Args:
        municipalities: their table, of which the files are open.
    """
    _, code = municipalities.spec.key
    return f"select {code}, municipality_name from delivery.municipalities"


def require_focus_cities(
    connection: duckdb.DuckDBPyConnection,
    context: BuildContext,
    read: ReadDelivery,
    municipalities: str,
) -> None:
    """Make sure that each focus city is a municipality of a year that is read or kept.

    Args:
        connection: the database of the build, with what is kept.
        context: the build.
        read: what it reads.
        municipalities: query of the codes and names that are read.
    """
    codes = [str(code) for code in context.variables["focus_cities"]]
    if not codes:
        return
    query = municipalities
    if read.kept_years:
        query += " union all select municipality_code, municipality_name from store.municipalities"
    rows = connection.execute(query).fetchall()
    require_known(codes, {str(code): str(name) for code, name in rows}, "the delivery")
