"""Making the marts of a delivery whose pupils another engine checks and counts.

What leaves the engine are the canonical staging tables: counts, texts and codes. From there on a
build is the one that it always is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segmon.build.context import BuildContext
from segmon.build.dbt_here import run_here
from segmon.build.dbt_process import DbtProcess
from segmon.build.dbt_said import Node
from segmon.build.make import DATABASE, MadeMarts, node_counter, timed
from segmon.build.read import (
    ReadDelivery,
    load_kept_years,
    read_delivery,
    read_files,
    require_focus_cities,
)
from segmon.checks.checked import CheckedDelivery, check_opened, require_structure
from segmon.database import connect, load_seeds
from segmon.delivery.open import REJECTED_COUNTS, OpenDelivery
from segmon.engines.delivered import (
    find_tables,
    load_delivery,
    load_engine_seeds,
    view_tables,
    years_held,
)
from segmon.engines.profiles import Engine
from segmon.engines.scratch import CANONICAL, Scratch, pull_canonical, scratch_schemas
from segmon.errors import UsageError

#: The staging folder that takes what an engine counted.
LAYOUT = "canonical"
#: What an engine makes: the canonical staging tables and all that they are made of.
COMMAND = ["run", "--select", *(f"+{model}" for model in CANONICAL.values())]
#: Runs the models on an engine.
Counting = Callable[[Callable[[Node], None]], Sequence[Node]]


def make_on_engine(context: BuildContext, work: Path) -> tuple[ReadDelivery, MadeMarts]:
    """Check and count a delivery on another engine, and run the other models here.

    Args:
        context: the build.
        work: folder for its scratch files; dbt builds in its file `DATABASE`.

    Raises:
        UsageError: published years cannot be kept, or rows should be left out.
        DeliveryError: the delivery breaks a rule.
        EngineError: the engine cannot be reached, or refuses what is needed.
        BuildError: a model or a test failed.
    """
    options = context.options
    if options.max_rejected:
        raise UsageError(
            f"--max-rejected needs the file and the number of a row, which {options.target} does"
            " not have: correct the rows, or build files with --target duckdb"
        )
    variables = {**options.variables(context.layout), "layout": LAYOUT}
    dbt = DbtProcess(work, work / DATABASE, variables, ["--no-write-json"])
    try:
        engine = Engine(options.target)
        with scratch_schemas(engine, context.builds.warehouse, context.build_id, work) as scratch:
            read, checked, counted, seconds = _count(context, work, scratch)
        on_node = node_counter(context)
        nodes, seconds["models"] = timed(lambda: dbt.build(on_node))
    finally:
        dbt.stop()
    return read, MadeMarts(checked, [*counted, *nodes], read.files.hashes(), seconds)


def _count(
    context: BuildContext, work: Path, scratch: Scratch
) -> tuple[ReadDelivery, CheckedDelivery, Sequence[Node], dict[str, float]]:
    """Check and count a delivery on an engine, and put what it counted in the database."""
    seconds = {}
    with _models(context, work, scratch) as run:
        context.progress(f"opening the delivery on {scratch.engine}", 0.02)
        (read, opened), seconds["load"] = timed(lambda: _opened(context, scratch))
        context.progress("checking the delivery", 0.05)
        checked, seconds["check"] = timed(lambda: check_opened(scratch, opened))
        context.log.info(
            "the delivery meets %d rules: %s", len(checked.judged), dict(checked.n_rows)
        )
        nodes, seconds["count"] = timed(lambda: run(node_counter(context)))
        _, seconds["pull"] = timed(lambda: _pull(context, read, work, scratch))
    return read, checked, nodes, seconds


def _opened(context: BuildContext, scratch: Scratch) -> tuple[ReadDelivery, OpenDelivery]:
    """The delivery as relations of schema `delivery`: loaded, or views of what is there."""
    load_engine_seeds(scratch)
    options = context.options
    if not options.source:
        read = read_files(context)
        return read, load_delivery(scratch, read.found)
    years = tuple(sorted(set(options.school_years)))
    found = find_tables(scratch, options.source, context.layout, years, options.areas)
    require_structure(found)
    opened = view_tables(scratch, found)
    return read_delivery(context, found, years_held(scratch, opened)), opened


def _pull(context: BuildContext, read: ReadDelivery, work: Path, scratch: Scratch) -> None:
    with connect(work / DATABASE) as connection:
        load_seeds(connection)
        connection.execute("create schema delivery")
        connection.execute(REJECTED_COUNTS)
        pull_canonical(scratch, connection, read.years)
        load_kept_years(connection, context, read)
        municipalities = "select municipality_code, municipality_name from canonical.municipalities"
        require_focus_cities(connection, context, read, municipalities)


@contextmanager
def _models(context: BuildContext, work: Path, scratch: Scratch) -> Iterator[Counting]:
    """What runs the models on an engine: a process that starts early, or this one for Spark."""
    variables: Mapping[str, Any] = {
        **context.options.variables(context.layout),
        "schema_prefix": scratch.prefix,
    }
    place = work / "counting"
    place.mkdir()
    if scratch.engine == Engine.spark:
        # the session that has the delivery is of this process
        yield lambda on_node: run_here(COMMAND, place, variables, scratch.engine, on_node)
        return
    dbt = DbtProcess(place, place / DATABASE, variables, ["--no-write-json"], scratch.engine)
    try:
        yield lambda on_node: dbt.run(COMMAND, on_node)
    finally:
        dbt.stop()
