"""The command line `segmon`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segmon import __version__
from segmon.changes import ChangesFormat
from segmon.errors import DeliveryError, SegmonError
from segmon.labels import Language
from segmon.warehouse import MartsFormat

app = typer.Typer(
    help="The open segregation monitor: from a delivery of school data to every published figure.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
export = typer.Typer(help="Write tables of a published warehouse to files.", no_args_is_help=True)
app.add_typer(export, name="export")


class Layout(StrEnum):
    """Layouts of a delivery."""

    register = "register"
    counts = "counts"
    duo = "duo"


Input = Annotated[
    Path, typer.Option("--input", envvar="SEGMON_INPUT", help="Folder of the delivery.")
]
LayoutOption = Annotated[Layout, typer.Option(help="How the files of the delivery look.")]
Warehouse = Annotated[
    Path, typer.Option(envvar="SEGMON_WAREHOUSE", help="The published DuckDB file.")
]
WAREHOUSE = Path("warehouse/segmon.duckdb")
Out = Annotated[Path, typer.Option(help="Folder to write in.")]
Lang = Annotated[Language, typer.Option(help="Language of the labels.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"segmon {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(input_: Input, layout: LayoutOption, as_json: Json = False) -> None:
    """Check a delivery with Great Expectations; build nothing.

    Example: `segmon check --input examples/register --layout register`
    """
    from segmon.console import progress_bar, say
    from segmon.quality import check_delivery

    with progress_bar(as_json) as progress:
        progress("checking the delivery", 0.5)
        checked = check_delivery(input_, layout)
    result = {"input": str(input_), "rules": checked.n_rules, "rows": checked.n_rows}
    say(as_json, result, [_checked(input_, checked.n_rules, checked.n_rows)])


@app.command()
def build(
    input_: Input, layout: LayoutOption, warehouse: Warehouse = WAREHOUSE, as_json: Json = False
) -> None:
    """Check a delivery, build the marts, test them and publish them.

    Example: `segmon build --input examples/register --layout register`
    """
    from segmon.build import build as run_build
    from segmon.console import headline_tables, progress_bar, say
    from segmon.warehouse import headline_figures, open_warehouse

    with progress_bar(as_json) as progress:
        built = run_build(input_, layout, warehouse, progress)
    with open_warehouse(built.warehouse) as connection:
        figures = headline_figures(connection)
    result = {
        "warehouse": str(built.warehouse),
        "rows": built.checked.n_rows,
        "rules": built.checked.n_rules,
        "models": built.n_models,
        "tests": built.n_tests,
        "marts": built.marts,
        "seconds": built.seconds,
        "figures": figures,
    }
    lines = [
        _checked(input_, built.checked.n_rules, built.checked.n_rows),
        f"built   {built.n_models} models, {built.n_tests} tests passed"
        f" ({', '.join(f'{step} {s:.1f} s' for step, s in built.seconds.items())})",
        *headline_tables(figures),
        "",
        f"wrote   {warehouse}: {', '.join(f'{mart} {n:,}' for mart, n in built.marts.items())}",
    ]
    say(as_json, result, lines)


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
    from segmon.changes import export_changes
    from segmon.console import say
    from segmon.warehouse import open_warehouse

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
    from segmon.console import say
    from segmon.warehouse import export_marts, open_warehouse

    with open_warehouse(warehouse) as connection:
        files = [str(file) for file in export_marts(connection, format_, out)]
    say(as_json, {"files": files}, [f"wrote   {file}" for file in files])


def _checked(folder: Path, n_rules: int, n_rows: dict[str, int]) -> str:
    rows = ", ".join(f"{table} {n:,}" for table, n in n_rows.items())
    return f"checked {folder}: {n_rules} rules hold; rows read: {rows}"


def main() -> None:
    """Run the command line; an expected error becomes a message and an exit code."""
    try:
        app()
    except SegmonError as error:
        outcome = "; nothing was published" if isinstance(error, DeliveryError) else ""
        print(f"error: {error}{outcome}", file=sys.stderr)
        sys.exit(error.exit_code)
