"""The build: check the delivery, run the models and their tests, check the marts, publish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from logging import Logger
from pathlib import Path
from typing import Any

import duckdb

from segmon.build.dbt_process import DbtProcess, build_command
from segmon.build.folder import BuildFolder, new_build_id
from segmon.build.kept_years import load_kept, write_store
from segmon.build.log import build_log
from segmon.build.manifest import InputFiles, build_row, now
from segmon.build.ops import check_rows, rejected_rows, step_rows, year_rows
from segmon.build.publish import prepare, publish
from segmon.checks.checked import CheckedDelivery, check_found
from segmon.checks.judge import check_marts
from segmon.checks.marts_rules import marts_findings
from segmon.checks.page import write_page
from segmon.database import connect, spilling_to
from segmon.delivery.find import Delivery, find_delivery, require_folder
from segmon.errors import BuildError, SegmonError, UsageError
from segmon.findings import Judged
from segmon.project import project_vars
from segmon.published.builds import Published, read_published

#: Called with the step and the part of the build that is done, in [0, 1].
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class BuildOptions:
    """How a build is done.

    Attributes:
        focus: municipality codes of the focus cities; empty for those of the seed.
        school_years: the school years to read; empty for all that are delivered.
        is_full_refresh: whether published years that are not delivered are dropped.
        max_rejected: how many rows that break a rule may be left out.
        is_synthetic: whether the delivery is the one of the demonstration.
        on_wait: told which build this one waits for, if another one is at work.
    """

    focus: tuple[str, ...] = ()
    school_years: tuple[str, ...] = ()
    is_full_refresh: bool = False
    max_rejected: int = 0
    is_synthetic: bool = False
    on_wait: Callable[[str], None] = lambda holder: None


@dataclass(frozen=True)
class BuildResult:
    """What a build read and wrote.

    Attributes:
        warehouse: the published file.
        build_id: id of the build.
        page: what was checked, as a page for people; its log stands beside it.
        checked: the delivery and its rows.
        kept_years: published years that were not delivered and stand as they were.
        judged: everything that was judged, of the delivery and of the marts.
        marts: rows of each published table.
        n_models: models that were built.
        n_tests: dbt tests that passed.
        seconds: wall time of each step.
    """

    warehouse: Path
    build_id: str
    page: Path
    checked: CheckedDelivery
    kept_years: tuple[str, ...]
    judged: list[Judged]
    marts: dict[str, int]
    n_models: int
    n_tests: int
    seconds: dict[str, float]


def build(
    folder: Path,
    layout: str,
    warehouse: Path,
    progress: Progress,
    options: BuildOptions | None = None,
) -> BuildResult:
    """Build the marts of a delivery and publish them.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        warehouse: the file to publish to; what it holds stays as it is unless all goes well.
        progress: told of each step.
        options: how it is done; by default every delivered year is built, and every other
            published year stays as it is.

    Raises:
        UsageError: the folder does not exist, or published years cannot be kept.
        DeliveryError: the delivery breaks a rule.
        BuildError: a model, a test or an expectation of the marts failed.
    """
    options = options or BuildOptions()
    warehouse = warehouse.resolve()
    require_folder(folder)
    if warehouse.is_dir():
        raise UsageError(f"the warehouse {warehouse} is a folder; name a file")
    builds, build_id = BuildFolder(warehouse), new_build_id()
    with (
        builds.locked(build_id, options.on_wait),
        build_log(builds.log(build_id), build_id) as log,
    ):
        log.info("build of %s in layout %s: %s", folder.resolve(), layout, options)
        try:
            with _broken_files(builds.path):
                result = _build(folder, layout, builds, build_id, options, progress, log)
        except SegmonError as error:
            log.error("%s", error)
            if error.judged:
                # where no page can be written, the error is still the one to tell
                with suppress(UsageError):
                    error.page = write_page(builds.page(build_id), build_id, folder, error.judged)
            raise
        except BaseException:
            log.exception("the build ended unexpectedly")
            raise
        log.info("published %s: %s", warehouse, result.marts)
    progress("done", 1.0)
    return result


def _build(
    folder: Path,
    layout: str,
    builds: BuildFolder,
    build_id: str,
    options: BuildOptions,
    progress: Progress,
    log: Logger,
) -> BuildResult:
    started_at = now()
    seconds: dict[str, float] = {}
    published = read_published(builds.warehouse)
    builds.clean(published.build_id if published else None)
    if options.is_synthetic and published and not published.is_synthetic:
        raise UsageError(
            f"{builds.warehouse} holds a delivery that is not synthetic; name another file with"
            " --warehouse for the demonstration"
        )
    variables = project_vars(layout, options.focus)

    with builds.workspace(build_id) as work, spilling_to(work / "spilled"):
        database = work / "segmon.duckdb"
        dbt = DbtProcess(work, database, layout, options.focus, ["--no-write-json"])
        with ThreadPoolExecutor(2) as pool:
            try:
                delivery = find_delivery(folder, layout, options.school_years)
                files = InputFiles(delivery)
                hashing = pool.submit(files.hash)
                years = options.school_years or delivery.years_delivered()
                kept_years = _kept_years(published, years, options)
                log.info("delivered: %s; kept: %s", ", ".join(years), ", ".join(kept_years))

                def run_dbt(checked: CheckedDelivery | None = None) -> Future[list[dict[str, Any]]]:
                    with connect(database) as connection:
                        _load(connection, delivery, years, checked)
                        if published and kept_years:
                            store = builds.store(published.build_id)
                            load_kept(connection, store, published, kept_years, variables)
                    on_node = _node_counter(progress, log)
                    return pool.submit(_timed_run, dbt, layout, on_node, seconds)

                # the models need not wait for the check, unless it may leave rows out
                running = None if options.max_rejected else run_dbt()
                with _timed(seconds, "check"):
                    progress("checking the delivery", 0.05)
                    checked = check_found(delivery, options.max_rejected)
                log.info("the delivery meets %d rules: %s", len(checked.judged), checked.n_rows)
                nodes = (running or run_dbt(checked)).result()
            finally:
                dbt.stop()
            hashes = hashing.result()

        with _timed(seconds, "check_marts"), connect(database) as connection:
            progress("checking the marts", 0.94)
            judged = checked.judged + check_marts(
                marts_findings(connection, sorted({*years, *kept_years}))
            )
        with _timed(seconds, "publish"):
            progress("publishing", 0.97)
            store = work / "store.duckdb"
            write_store(database, store)
            input_files = files.rows(build_id, hashes, checked)
            kept_from = {year: published.school_years[year] for year in kept_years if published}
            told = {
                "build_manifest": [
                    build_row(build_id, started_at, layout, variables, options, input_files)
                ],
                "published_years": year_rows({**kept_from, **dict.fromkeys(years, build_id)}),
                "input_files": input_files,
                "rejected_rows": rejected_rows(build_id, layout, checked.rejected),
                "check_results": check_rows(build_id, judged),
                "build_steps": step_rows(build_id, {**seconds, **_node_seconds(nodes)}),
            }
            fresh, marts = prepare(database, told, builds.warehouse, sorted({*kept_from.values()}))
            page = write_page(builds.page(build_id), build_id, folder, judged)
            publish(fresh, store, builds.store(build_id), builds.warehouse, options.on_wait)
        builds.clean(build_id)
    kinds = [node["kind"] for node in nodes]
    return BuildResult(
        builds.warehouse,
        build_id,
        page,
        checked,
        kept_years,
        judged,
        marts,
        kinds.count("model"),
        kinds.count("test"),
        seconds,
    )


def _kept_years(
    published: Published | None, years: tuple[str, ...], options: BuildOptions
) -> tuple[str, ...]:
    # the years of the demonstration are no years of anybody's
    if options.is_full_refresh or not published or published.is_synthetic:
        return ()
    return tuple(sorted(set(published.school_years) - set(years)))


def _load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    years: tuple[str, ...],
    checked: CheckedDelivery | None,
) -> None:
    # a list of municipalities may tell of other years than the pupils do: those are kept
    replace(delivery, school_years=years).load(connection, is_kept=True)
    first = delivery.tables[0].table.name
    rows = {
        (row.file_name, row.row_number): (row.school_year, row.sector or "po")
        for row in (checked.rejected if checked else ())
        # the open files of DUO that count pupils are of primary education
        if row.table_name == first
    }
    for (school_year, sector), n_rows in Counter(rows.values()).items():
        connection.execute(
            "insert into delivery.rejected_counts values (?, ?, ?)", [school_year, sector, n_rows]
        )


def _timed_run(
    dbt: DbtProcess,
    layout: str,
    on_node: Callable[[dict[str, Any]], None],
    seconds: dict[str, float],
) -> list[dict[str, Any]]:
    with _timed(seconds, "models"):
        return dbt.run(build_command(layout), on_node)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - start, 3)


def _node_seconds(nodes: list[dict[str, Any]]) -> dict[str, float]:
    """Time spent in nodes of each kind; several run side by side."""
    kinds = {node["kind"] for node in nodes}
    return {
        f"dbt_{kind}s": round(sum(n["seconds"] for n in nodes if n["kind"] == kind), 3)
        for kind in sorted(kinds)
    }


@contextmanager
def _broken_files(place: Path) -> Iterator[None]:
    """Turn what the disk or DuckDB says while a build works into an error of ours."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"the build cannot go on in {place}: {error.strerror or error}") from error
    except duckdb.Error as error:
        raise BuildError(f"the build cannot go on: {str(error).splitlines()[0]}") from error


def _node_counter(progress: Progress, log: Logger) -> Callable[[dict[str, Any]], None]:
    n_finished = 0

    def on_node(node: dict[str, Any]) -> None:
        nonlocal n_finished
        n_finished += 1
        # the number of nodes is not known beforehand: approach the end, never reach it
        progress(f"{node['kind']} {node['node']}", 0.93 - 0.75 * 0.97**n_finished)
        log.info("%s %s: %s", node["kind"], node["node"], node["status"])

    return on_node
