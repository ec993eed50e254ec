"""`segmon report`: the monitor as one page, and its figures as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import progress_bar, say_files
from segmon.commands.options import WAREHOUSE, Json, Lang, Warehouse
from segmon.errors import UsageError
from segmon.labels import Language


def report(
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the page to this file, such as monitor.html."),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write every figure to this folder, as PNG and SVG."),
    ] = None,
    lang: Lang = Language.nl,
    focus: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="Municipality code of a city to show, as GM0363 or 363; repeat for more.",
            show_default="the focus cities of the build",
        ),
    ] = None,
    foreword: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Markdown of your own to put before the summary."),
    ] = None,
    points: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Markdown of your own to put after it, such as points for policy."
        ),
    ] = None,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write the whole monitor as one page, its figures as pictures, or both.

    Example: `segmon report --out monitor.html --lang nl`
    """
    from segmon.progress import part_of
    from segmon.published.warehouse import open_warehouse
    from segmon.report.contents import read_report
    from segmon.report.page import write_figures, write_report

    if out is None and figures is None:
        raise UsageError("say where to write: --out FILE.html, --figures FOLDER, or both")
    texts = {"foreword": foreword, "points": points}
    own_texts = {place: file for place, file in texts.items() if file}
    if own_texts and out is None:
        raise UsageError("--foreword and --points are parts of the page: say --out FILE.html")
    with progress_bar(as_json) as progress:
        progress("reading the marts", 0.1)
        with open_warehouse(warehouse) as connection:
            made = read_report(connection, lang, focus or ())
        files = [write_report(made, out, own_texts)] if out else []
        if figures:
            files += write_figures(made, figures, part_of(progress, 0.2, 1.0))
    say_files(as_json, files)
