"""Making the marts of a delivery: the check and dbt, side by side."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from segmon.build.context import BuildContext
from segmon.build.dbt_process import DbtProcess
from segmon.build.dbt_said import Node
from segmon.build.input_files import Place
from segmon.build.read import ReadDelivery, load_kept_years, read_files, require_cities_of_files
from segmon.checks.checked import CheckedDelivery, check_found
from segmon.database import connect, load_seeds
from segmon.delivery.find import FoundDelivery
from segmon.delivery.open import open_delivery
from segmon.delivery.open_tables import convert_files

T = TypeVar("T")
#: File in the work folder of a build in which dbt builds.
DATABASE = "segmon.duckdb"


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
            read = read_files(context)
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
        require_cities_of_files(connection, context, read)
    on_node = node_counter(context)
    return pool.submit(timed, lambda: dbt.build(on_node))


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
