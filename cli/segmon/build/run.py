"""The build: check the delivery, run the models and their tests, check the marts, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from logging import Logger
from pathlib import Path

import duckdb

from segmon.build.context import BuildContext, BuildOptions, BuildResult, place_of
from segmon.build.dbt_process import ARTEFACTS
from segmon.build.dbt_said import Node
from segmon.build.folder import BuildFolder, new_build_id
from segmon.build.kept_years import write_store
from segmon.build.log import build_log
from segmon.build.make import DATABASE, MadeMarts, make_marts, timed
from segmon.build.manifest import build_row, now
from segmon.build.on_engine import make_on_engine
from segmon.build.ops import check_rows, rejected_rows, step_rows, year_rows
from segmon.build.publish import prepare, publish
from segmon.build.read import ReadDelivery
from segmon.checks.checked import require_all_rows
from segmon.checks.judge import check_marts
from segmon.checks.page import write_page
from segmon.database import connect
from segmon.delivery.find import folders_of, require_folder, require_one
from segmon.delivery.layouts import LAYOUTS
from segmon.errors import BuildError, Interrupted, SegmonError, UsageError
from segmon.findings import Judged
from segmon.focus import in_one_form
from segmon.private import private_in
from segmon.progress import Progress
from segmon.project import project_vars
from segmon.published.builds import read_published
from segmon.stopping import cause_of, require_going_on
from segmon.texts import shown

#: File in the work folder of a build in which the store is written.
STORE = "store.duckdb"


def build(
    delivered: Path | Sequence[Path] | None,
    layout: str,
    warehouse: Path,
    progress: Progress,
    options: BuildOptions | None = None,
) -> BuildResult:
    """Build the marts of a delivery and publish them.

    Args:
        delivered: the folder that was delivered; several for microdata, null where
            `options.source` names a schema.
        layout: a key of `LAYOUTS`.
        warehouse: the file to publish to; what it holds stays as it is unless all goes well.
        progress: called with each step.
        options: how it is done; by default every delivered year is built, and every other
            published year stays as it is.

    Raises:
        UsageError: a folder does not exist, the layout does not go with the options, or published
            years cannot be kept.
        EngineError: the engine cannot be reached, or refuses what is needed.
        DeliveryError: the delivery breaks a rule.
        BuildError: a model, a test or an expectation of the marts failed.
    """
    options = options or BuildOptions()
    if options.areas == "nl":
        options = replace(options, focus=in_one_form(options.focus))
    warehouse = warehouse.resolve()
    folders = folders_of(delivered or ())
    for folder in folders:
        require_folder(folder)
    require_one(LAYOUTS[layout], folders)
    _require_files(layout, options)
    if warehouse.is_dir():
        raise UsageError(f"the warehouse {warehouse} is a folder; name a file")
    builds, build_id = BuildFolder(warehouse), new_build_id()
    with (
        builds.locked(build_id, options.on_wait),
        build_log(builds.log(build_id), build_id) as log,
    ):
        place = place_of(folders, options)
        log.info("build of %s in layout %s: %s", shown(place), layout, options)
        with _told(builds, build_id, place, log), _broken_files(builds.path):
            context = BuildContext(
                build_id,
                now(),
                folders,
                layout,
                options,
                project_vars(options.variables(layout)),
                builds,
                read_published(warehouse),
                progress,
                log,
            )
            result = _build(context)
        log.info("published %s: %s", shown(warehouse), result.marts)
    progress("done", 1.0)
    return result


def _require_files(layout: str, options: BuildOptions) -> None:
    """Make sure that microdata are read here, from their files, and whole.

    Raises:
        UsageError: they are not.
    """
    if LAYOUTS[layout].is_microdata and options.target != "duckdb":
        raise UsageError(
            f"--target {options.target} does not go with layout {layout}: its files are read and"
            " joined here; the marts can be copied there with --publish-to"
        )
    require_all_rows(layout, options.max_rejected)


def _build(context: BuildContext) -> BuildResult:
    """The steps of a build; whatever stops one of them leaves the warehouse as it was."""
    builds, published = context.builds, context.published
    builds.clean(published.build_id if published else None, context.build_id)
    if context.options.is_demonstration and published and not published.is_synthetic:
        raise UsageError(
            f"{builds.warehouse} has a delivery that is not synthetic; name another file for the"
            " demonstration with --warehouse"
        )
    with builds.workspace(context.build_id) as work, private_in(work):
        make = make_marts if context.options.target == "duckdb" else make_on_engine
        read, made = make(context, work)
        context.progress("checking the marts", 0.94)
        of_marts, seconds = timed(lambda: _checked_marts(work, read))
        judged = (*made.checked.judged, *of_marts)
        made = replace(made, seconds={**made.seconds, "check_marts": seconds})
        context.progress("publishing", 0.97)
        (page, marts), seconds = timed(lambda: _publish(context, work, read, made, judged))
        builds.clean(context.build_id)
    kinds = Counter(node["kind"] for node in made.nodes)
    return BuildResult(
        builds.warehouse,
        context.build_id,
        page,
        made.checked,
        read.kept_years,
        judged,
        marts,
        kinds["model"],
        kinds["test"],
        {**made.seconds, "publish": seconds},
    )


def _checked_marts(work: Path, read: ReadDelivery) -> list[Judged]:
    """Hold the marts against their suites, while what is kept of every year is written."""
    years = sorted({*read.years, *read.kept_years})
    with connect(work / DATABASE) as connection, ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_store, connection.cursor(), work / STORE)
        judged = check_marts(connection, years)
        writing.result()
    return judged


def _publish(
    context: BuildContext, work: Path, read: ReadDelivery, made: MadeMarts, judged: Sequence[Judged]
) -> tuple[Path, Mapping[str, int]]:
    """Write what readers will see, and put it in the place of the warehouse in one rename."""
    builds, build_id, published = context.builds, context.build_id, context.published
    files = read.files.rows(build_id, made.hashes, made.checked)
    kept_from = {year: published.school_years[year] for year in read.kept_years if published}
    told = {
        "build_manifest": [build_row(context, read.is_synthetic, files)],
        "published_years": year_rows({**kept_from, **dict.fromkeys(read.years, build_id)}),
        "input_files": files,
        "rejected_rows": rejected_rows(build_id, context.layout, made.checked.rejected),
        "check_results": check_rows(build_id, judged),
        "build_steps": step_rows(build_id, {**made.seconds, **_node_seconds(made.nodes)}),
    }
    earlier = sorted({*kept_from.values()})
    fresh, marts = prepare(work / DATABASE, told, builds.warehouse, earlier)
    notices = made.checked.found.notices
    page = write_page(builds.page(build_id), build_id, context.place, judged, notices)
    if (left := work / ARTEFACTS).is_dir():
        left.rename(builds.artefacts(build_id))
    require_going_on()
    publish(fresh, work / STORE, builds.store(build_id), builds.warehouse, context.options.on_wait)
    return page, marts


def _node_seconds(nodes: Sequence[Node]) -> dict[str, float]:
    """Time spent in nodes of each kind; several run side by side."""
    seconds: Counter[str] = Counter()
    for node in nodes:
        seconds[f"dbt_{node['kind']}s"] += node["seconds"]
    return {kind: round(spent, 3) for kind, spent in sorted(seconds.items())}


@contextmanager
def _told(builds: BuildFolder, build_id: str, place: str, log: Logger) -> Iterator[None]:
    """Write to the log why a build ends, and to its page what was judged until then."""
    try:
        yield
    except BaseException as raised:
        error = cause_of(raised)
        if isinstance(error, SegmonError | Interrupted):
            log.error("%s", error)
        else:
            log.exception("the build ended unexpectedly")
        if isinstance(error, SegmonError) and error.judged:
            # where no page can be written, the error is still the one to tell
            with suppress(UsageError):
                error.page = write_page(
                    builds.page(build_id), build_id, place, error.judged, error.notices
                )
        if error is raised:
            raise
        raise error from raised


@contextmanager
def _broken_files(place: Path) -> Iterator[None]:
    """Turn what the disk or DuckDB says while a build works into an error of ours."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"the build cannot go on in {place}: {error.strerror or error}") from error
    except duckdb.Error as error:
        raise BuildError(f"the build cannot go on: {str(error).splitlines()[0]}") from error
