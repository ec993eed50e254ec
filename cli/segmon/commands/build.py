"""`segmon build`: from a delivery to a published warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from segmon.commands.check import check_result, checked_lines, warnings
from segmon.commands.console import progress_bar, say, say_waiting
from segmon.commands.headlines import headline_tables
from segmon.commands.options import (
    FLAG,
    READER,
    WAREHOUSE,
    Areas,
    AreasOption,
    Focus,
    Json,
    LayoutOption,
    MaxRejected,
    OptionalInput,
    ProfilesDir,
    PublishTo,
    Quiet,
    Reader,
    SchemaPrefix,
    SchoolYears,
    Source,
    Target,
    TargetOption,
    Warehouse,
)
from segmon.commands.publish import (
    copy_of_build,
    publication_lines,
    publication_result,
    tried_destination,
)
from segmon.errors import DeliveryError, UsageError

if TYPE_CHECKING:
    from segmon.build.context import BuildResult


def build(
    layout: LayoutOption,
    input_: OptionalInput = None,
    areas: AreasOption = Areas.nl,
    warehouse: Warehouse = WAREHOUSE,
    focus: Focus = None,
    school_year: SchoolYears = None,
    full_refresh: Annotated[
        bool,
        typer.Option(
            "--full-refresh", metavar=FLAG, help="Drop published years that are not delivered."
        ),
    ] = False,
    max_rejected: MaxRejected = 0,
    publish_to: PublishTo = None,
    schema_prefix: SchemaPrefix = "",
    reader: Reader = READER,
    target: TargetOption = Target.duckdb,
    source: Source = "",
    profiles_dir: ProfilesDir = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Check a delivery, build the marts, test them and publish them.

    Published school years that are not delivered again stay as they are.

    Example: `segmon build --input my-delivery --layout register`
    """
    from segmon.build.context import BuildOptions
    from segmon.build.run import build as run_build
    from segmon.engines.profiles import choose_profiles
    from segmon.published.warehouse import headline_figures, open_warehouse

    choose_profiles(profiles_dir)
    if bool(source) == bool(input_):
        raise UsageError("name the delivery with --input or with --source, not with both")
    if source and target == Target.duckdb:
        raise UsageError("--source names a schema of another engine: --target postgres or spark")
    options = BuildOptions(
        focus=tuple(focus or ()),
        school_years=tuple(school_year or ()),
        is_full_refresh=full_refresh,
        max_rejected=max_rejected,
        areas=areas,
        target=target,
        source=source,
        on_wait=say_waiting,
    )
    destination = tried_destination(publish_to, schema_prefix, reader)
    with progress_bar(as_json or quiet) as progress, refusal_noted():
        built = run_build(input_, layout, warehouse, progress, options)
    copied = copy_of_build(destination, built)
    with open_warehouse(built.warehouse) as connection:
        figures = headline_figures(connection)
    result = {**build_result(built), "figures": figures}
    if copied:
        result["published_to"] = publication_result(copied)
        result["warnings"] = [*warnings(built.judged), *copied.notes]
    lines = [
        *build_lines(built),
        *headline_tables(figures),
        "",
        f"wrote   {warehouse}: {', '.join(f'{mart} {n:,}' for mart, n in built.marts.items())}",
        *(publication_lines(copied) if copied else ()),
    ]
    say(as_json, result, lines, quiet)


@contextmanager
def refusal_noted() -> Iterator[None]:
    """Let the error of a refused delivery say that the warehouse is as it was."""
    try:
        yield
    except DeliveryError as error:
        error.add_note("nothing was published")
        raise


def build_result(built: BuildResult) -> dict[str, object]:
    """A build as the object that `--json` prints."""
    return {
        "warehouse": str(built.warehouse),
        "build_id": built.build_id,
        "page": str(built.page),
        **check_result(built.checked),
        "kept_years": list(built.kept_years),
        "warnings": warnings(built.judged),
        "models": built.n_models,
        "tests": built.n_tests,
        "marts": built.marts,
        "seconds": built.seconds,
    }


def build_lines(built: BuildResult) -> list[str]:
    """A build as lines of text: what was read, and what was built."""
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in built.seconds.items())
    return [
        *checked_lines(built.checked),
        f"built   {built.n_models} models, {built.n_tests} tests passed ({steps})",
        *([f"kept    {', '.join(built.kept_years)}"] if built.kept_years else []),
        f"page    {built.page}",
    ]
