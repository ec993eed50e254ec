"""The command line `segmon`."""

from __future__ import annotations

import signal
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from segmon import __version__
from segmon.commands.options import (
    WAREHOUSE,
    Input,
    Json,
    Lang,
    LayoutOption,
    MaxRejected,
    Out,
    Quiet,
    Scale,
    SchoolYears,
    Seed,
    Warehouse,
)
from segmon.errors import Interrupted, SegmonError, UsageError
from segmon.exports.formats import ChangesFormat, MartsFormat
from segmon.labels import Language
from segmon.project import VARIABLE, choose_project

app = typer.Typer(
    help="The open segregation monitor: from a delivery of school data to every published figure.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
export = typer.Typer(help="Write tables of a published warehouse to files.", no_args_is_help=True)
app.add_typer(export, name="export")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"segmon {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code an error came from.")
    ] = False,
    project_dir: Annotated[
        Path | None,
        typer.Option(envvar=VARIABLE, help="Your own copy of the dbt project: its seeds and vars."),
    ] = None,
) -> None:
    # `main` looks for it: an error may come before the options were read
    del version, debug
    if project_dir:
        choose_project(project_dir)


@app.command()
def demo(
    scale: Scale = 0.02,
    seed: Seed = 1,
    warehouse: Warehouse = WAREHOUSE,
    out: Out = Path("exports"),
    lang: Lang = Language.en,
    as_json: Json = False,
) -> None:
    """Run the whole monitor on a synthetic country: no data needed.

    The register is kept beside the warehouse and used again. Scale 1 is the whole country.

    Example: `segmon demo --scale 0.02`
    """
    from segmon.commands.console import (
        build_lines,
        build_result,
        headline_tables,
        progress_bar,
        say,
        warn,
    )
    from segmon.commands.demo import run_demo

    with progress_bar(as_json) as progress:
        made = run_demo(scale, seed, warehouse, out, lang, progress, warn)
    result = {
        "register": str(made.register),
        **build_result(made.built),
        "files": [str(file) for file in made.files],
        "figures": made.figures,
    }
    lines = [
        *build_lines(made.built),
        "",
        "This build, and behind it the figure printed in the national report where it states one"
        " (? where print",
        "contradicts itself). The synthetic register is made to resemble the report: agreeing shows"
        " that the demo",
        "is realistic, not that the method is right.",
        *headline_tables(made.figures),
        "",
        f"register  {made.register}",
        f"warehouse {made.built.warehouse}",
        f"exports   {out}: {len(made.files)} files",
        f"report    {made.files[-1]}",
    ]
    say(as_json, result, lines)


@app.command()
def synth(
    out: Annotated[Path, typer.Option(help="Folder to write; must not exist or be empty.")],
    scale: Scale = 1.0,
    seed: Seed = 1,
    years: Annotated[
        list[str] | None,
        typer.Option("--years", help="School year, such as 2023-2024; repeat for more."),
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace an earlier register in the folder.")] = False,
    as_json: Json = False,
) -> None:
    """Write a synthetic register of the whole country, in layout `register`.

    Example: `segmon synth --out synthetic --scale 0.02 --years 2022-2023 --years 2023-2024`
    """
    from segmon.commands.console import progress_bar, say
    from segmon.synth import DEFAULT_YEARS, synthesise

    with progress_bar(as_json) as progress:
        made = synthesise(
            out,
            school_years=years or DEFAULT_YEARS,
            scale=scale,
            seed=seed,
            force=force,
            on_progress=lambda part, step: progress(step, part),
        )
    rows = {table.name: table.rows for table in made.tables}
    listed = ", ".join(f"{table} {n:,}" for table, n in rows.items())
    say(as_json, {"out": str(made.out), "rows": rows}, [f"wrote   {made.out}: {listed}"])


@app.command()
def check(
    input_: Input,
    layout: LayoutOption,
    school_year: SchoolYears = None,
    max_rejected: MaxRejected = 0,
    page: Annotated[
        Path | None, typer.Option(help="File for the results as a page: .html.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Check a delivery with Great Expectations; build nothing.

    Example: `segmon check --input examples/register --layout register --page checks.html`
    """
    from segmon.checks.checked import check_delivery
    from segmon.checks.page import write_page
    from segmon.commands.console import check_result, checked_lines, progress_bar, say

    try:
        with progress_bar(as_json or quiet) as progress:
            progress("checking the delivery", 0.5)
            checked = check_delivery(input_, layout, school_year or (), max_rejected)
    except SegmonError as error:
        if page and error.judged:
            error.page = write_page(page, "of a delivery", input_, error.judged)
        raise
    result, lines = {"input": str(input_), **check_result(checked)}, checked_lines(checked)
    if page:
        write_page(page, "of a delivery", input_, checked.judged)
        result["page"] = str(page)
        lines.append(f"page    {page}")
    say(as_json, result, lines, quiet)


@app.command()
def build(
    input_: Input,
    layout: LayoutOption,
    warehouse: Warehouse = WAREHOUSE,
    focus: Annotated[
        list[str] | None,
        typer.Option(help="Municipality code of a focus city; repeat for more. [default: the G4]"),
    ] = None,
    school_year: SchoolYears = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Drop published years that are not delivered.")
    ] = False,
    max_rejected: MaxRejected = 0,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Check a delivery, build the marts, test them and publish them.

    Published school years that are not delivered again stay as they are.

    Example: `segmon build --input examples/register --layout register`
    """
    from segmon.build.run import BuildOptions
    from segmon.build.run import build as run_build
    from segmon.commands.console import (
        build_lines,
        build_result,
        headline_tables,
        progress_bar,
        say,
        warn,
    )
    from segmon.published.warehouse import headline_figures, open_warehouse

    options = BuildOptions(
        focus=tuple(focus or ()),
        school_years=tuple(school_year or ()),
        is_full_refresh=full_refresh,
        max_rejected=max_rejected,
        on_wait=warn,
    )
    with progress_bar(as_json or quiet) as progress:
        built = run_build(input_, layout, warehouse, progress, options)
    with open_warehouse(built.warehouse) as connection:
        figures = headline_figures(connection)
    result = {**build_result(built), "figures": figures}
    lines = [
        *build_lines(built),
        *headline_tables(figures),
        "",
        f"wrote   {warehouse}: {', '.join(f'{mart} {n:,}' for mart, n in built.marts.items())}",
    ]
    say(as_json, result, lines, quiet)


@app.command()
def doctor(warehouse: Warehouse = WAREHOUSE, as_json: Json = False) -> None:
    """Show versions, places, free space, who builds, and whether the warehouse opens.

    Example: `segmon doctor`
    """
    from segmon.commands.console import say
    from segmon.commands.doctor import examine, examined_lines

    found = examine(warehouse)
    say(as_json, found, examined_lines(found))
    if found["problems"]:
        raise typer.Exit(3)


@app.command()
def reconcile(
    out: Annotated[
        Path | None, typer.Option(help="File for the whole comparison: .csv, .json or .md.")
    ] = None,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Put a build beside the published figures: what agrees, what differs, what contradicts.

    Example: `segmon reconcile --out exports/comparison.csv`
    """
    from segmon.commands.console import say
    from segmon.exports.comparison import export_comparison
    from segmon.published.comparison import read_comparison, reconciliation, reconciliation_lines
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        figures = read_comparison(connection)
    files = [str(export_comparison(figures, out))] if out else []
    lines = [*reconciliation_lines(figures), *(f"wrote   {file}" for file in files)]
    say(as_json, {**reconciliation(figures), "files": files}, lines)


@app.command()
def report(
    out: Annotated[
        Path | None, typer.Option(help="File of the page, such as monitor.html.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(help="Folder for every figure as PNG and SVG.")
    ] = None,
    lang: Lang = Language.nl,
    focus: Annotated[
        list[str] | None,
        typer.Option(
            help="Municipality code of a city to show; repeat for more. [default: the build's]"
        ),
    ] = None,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write the whole monitor as one page, and its figures as pictures.

    Example: `segmon report --out monitor.html --lang nl`
    """
    from segmon.commands.console import progress_bar, say
    from segmon.published.warehouse import open_warehouse
    from segmon.report.contents import read_report
    from segmon.report.page import write_figures, write_report

    if out is None and figures is None:
        raise UsageError("say where to write: --out FILE.html, --figures DIR, or both")
    with open_warehouse(warehouse) as connection, progress_bar(as_json) as progress:
        progress("reading the marts", 0.1)
        made = read_report(connection, lang, focus or ())
    with progress_bar(as_json) as progress:
        files = [write_report(made, out)] if out else []
        if figures:
            files += write_figures(made, figures, progress)
    say(as_json, {"files": [str(f) for f in files]}, [f"wrote   {file}" for file in files])


@export.command()
def changes(
    format_: Annotated[ChangesFormat, typer.Option("--format", help="File format.")],
    lang: Lang = Language.nl,
    out: Out = Path("exports"),
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write the change tables of Appendix B.

    Example: `segmon export changes --format md --lang en --out exports`
    """
    from segmon.commands.console import say
    from segmon.exports.changes_files import export_changes
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        file = export_changes(connection, format_, lang, out)
    say(as_json, {"files": [str(file)]}, [f"wrote   {file}"])


@export.command()
def marts(
    format_: Annotated[MartsFormat, typer.Option("--format", help="File format.")],
    out: Out = Path("exports/marts"),
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write every mart to a file of its own.

    Example: `segmon export marts --format parquet --out exports/marts`
    """
    from segmon.commands.console import say
    from segmon.exports.marts import export_marts
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        files = [str(file) for file in export_marts(connection, format_, out)]
    say(as_json, {"files": files}, [f"wrote   {file}" for file in files])


def _stop(number: int, _: object) -> None:
    raise Interrupted(number)


def main() -> None:
    """Run the command line; an error becomes a message and an exit code."""
    # a scheduler that ends a command leaves no scratch files behind, nor does Ctrl-C
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    # a character that a console or a file of its own encoding cannot hold is no reason to fail
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except Exception as error:
        from segmon.commands.console import say_error

        arguments = sys.argv[1:]
        if "--debug" in arguments:
            traceback.print_exc()
        sys.exit(say_error("--json" in arguments, error))
