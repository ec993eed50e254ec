"""Reading a delivery and making its marts: the check and dbt, side by side."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import duckdb

from segmon.build.context import BuildContext
from segmon.build.dbt_process import DbtProcess
from segmon.build.dbt_said import Node
from segmon.build.input_files import InputFiles, Place, input_files
from segmon.build.kept_years import load_kept
from segmon.checks.checked import CheckedDelivery, check_found, require_structure
from segmon.database import connect, load_seeds
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.delivery.open import open_delivery
from segmon.delivery.open_tables import convert_files
from segmon.delivery.reading import readable
from segmon.delivery.years import years_read
from segmon.focus import require_known

T = TypeVar("T")
#: File in the work folder of a build in which dbt builds.
DATABASE = "segmon.duckdb"


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


@dataclass(frozen=True)
class MadeMarts:
    """What dbt made of a delivery that passed every check.

    Attributes:
        checked: the delivery.
        nodes: what dbt says of each model, test and seed.
        hashes: SHA-256 of each file.
        seconds: wall time of each step.
    """

    checked: CheckedDelivery
    nodes: Sequence[Node]
    hashes: Mapping[Place, str]
    seconds: Mapping[str, float]


def make_marts(context: BuildContext, work: Path) -> tuple[ReadDelivery, MadeMarts]:
    """Check the delivery and run the models, side by side unless the check may leave rows out.

    Args:
        context: the build.
        work: folder for its scratch files; dbt builds in its file `DATABASE`.

    Raises:
        UsageError: published years cannot be kept.
        DeliveryError: the delivery breaks a rule.
        BuildError: a model or a test failed.
    """
    options = context.options
    flags = ["--no-write-json"]
    dbt = DbtProcess(work, work / DATABASE, options.variables(context.layout), flags)
    with ThreadPoolExecutor(2) as pool:
        try:
            read = _read(context)
            hashing = pool.submit(read.files.hashes)
            context.progress("opening the delivery", 0.01)
            _, open_seconds = timed(lambda: convert_files(read.found.tables))
            early = None
            if not options.max_rejected:
                early = _start_models(context, read, dbt, pool, work / DATABASE)
            context.progress("checking the delivery", 0.05)
            checked, check_seconds = timed(lambda: check_found(read.found, options.max_rejected))
            context.log.info(
                "the delivery meets %d rules: %s", len(checked.judged), dict(checked.n_rows)
            )
            running = early or _start_models(context, read, dbt, pool, work / DATABASE, checked)
            nodes, models_seconds = running.result()
        finally:
            dbt.stop()
        hashes = hashing.result()
    seconds = {"check": check_seconds, "models": models_seconds}
    if any(table.statistics for table in read.found.tables):
        seconds = {"convert": open_seconds, **seconds}
    return read, MadeMarts(checked, nodes, hashes, seconds)


def _read(context: BuildContext) -> ReadDelivery:
    """Find the delivery, and settle which school years are read and which are kept."""
    found = find_files(context)
    return read_delivery(context, found, years_read(found))


def find_files(context: BuildContext) -> FoundDelivery:
    """Find the files of a delivery, whose tables have their columns."""
    options = context.options
    found = find_delivery(context.delivered, context.layout, options.school_years, options.areas)
    require_structure(found)
    return found


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


def _start_models(
    context: BuildContext,
    read: ReadDelivery,
    dbt: DbtProcess,
    pool: ThreadPoolExecutor,
    database: Path,
    checked: CheckedDelivery | None = None,
) -> Future[tuple[Sequence[Node], float]]:
    """Put the delivery and the kept years in the database of the build, and let dbt go."""
    with connect(database) as connection:
        # a list of municipalities may hold other years than the pupils do: those are kept
        found = replace(read.found, school_years=read.years)
        load_seeds(connection)
        open_delivery(connection, found, checked.left_out if checked else {}, is_kept=True)
        for key, n_rows in _rejected_counts(read.found, checked).items():
            connection.execute(
                "insert into delivery.rejected_counts values (?, ?, ?)", [*key, n_rows]
            )
        load_kept_years(connection, context, read)
        _require_focus_cities(connection, context, read)
    on_node = node_counter(context)
    return pool.submit(timed, lambda: dbt.build(on_node))


def load_kept_years(
    connection: duckdb.DuckDBPyConnection, context: BuildContext, read: ReadDelivery
) -> None:
    """Put what is kept of published years in the database of a build."""
    if context.published and read.kept_years:
        store = context.builds.store(context.published.build_id)
        load_kept(connection, store, context.published, read.kept_years, context.variables)


def _require_focus_cities(
    connection: duckdb.DuckDBPyConnection, context: BuildContext, read: ReadDelivery
) -> None:
    """Make sure that each focus city is a municipality of a year that is read or kept."""
    (table,) = [table for table in read.found.tables if table.name == "municipalities"]
    _, code = table.spec.key
    with readable(table.source):
        municipalities = f"select {code}, municipality_name from delivery.municipalities"
        require_focus_cities(connection, context, read, municipalities)


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


def _rejected_counts(
    found: FoundDelivery, checked: CheckedDelivery | None
) -> Counter[tuple[str | None, str]]:
    """Pupils' rows that are left out, by school year and sector."""
    rows = {
        (row.file_name, row.row_number): (row.school_year, row.sector or "po")
        for row in (checked.rejected if checked else ())
        # the open files of DUO that count pupils are of primary education
        if row.table_name == found.tables[0].name
    }
    return Counter(rows.values())


def node_counter(context: BuildContext) -> Callable[[Node], None]:
    """What tells the progress and the log of each node that finishes."""
    n_finished = 0

    def on_node(node: Node) -> None:
        nonlocal n_finished
        n_finished += 1
        # the number of nodes is not known beforehand: approach the end, never reach it
        context.progress(f"{node['kind']} {node['node']}", 0.93 - 0.75 * 0.97**n_finished)
        context.log.info("%s %s: %s", node["kind"], node["node"], node["status"])

    return on_node


def timed(step: Callable[[], T]) -> tuple[T, float]:
    """What a step gives, and its wall time in seconds."""
    start = time.perf_counter()
    given = step()
    return given, round(time.perf_counter() - start, 3)
