"""`segmon report`: the monitor as one page or a folder for the web, and its figures as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    site: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write a folder for the web: the page in Dutch and in English, and all figures as"
            " open data. It must be new or empty, or an earlier one, which is replaced.",
        ),
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
    since: Annotated[
        str,
        typer.Option(
            metavar="YEAR",
            help="Say of the one city of --focus what changed before and since this school year.",
            show_default="none",
        ),
    ] = "",
    infographic: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write the main outcomes of the one city of --focus on one page, to a file that"
            " ends in .svg, .png or .pdf; repeat for more.",
            show_default="none",
        ),
    ] = None,
    foreword: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Markdown of your own to put before the summary; {lang} in its name is the"
            " language of the page.",
        ),
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
    """Write the whole monitor as one page, as a folder for the web, and its figures as pictures.

    With one city in --focus it is that city's own edition: about the city, next to its urbanity
    class and the country.

    Example: `segmon report --out monitor.html --lang nl`

    For the web, in both languages: `segmon report --site site`
    """
    from segmon.progress import part_of
    from segmon.published.warehouse import open_warehouse
    from segmon.report.contents import read_report
    from segmon.report.infographic import write_infographic
    from segmon.report.page import write_figures, write_report

    if out is None and figures is None and site is None and not infographic:
        raise UsageError(
            "say where to write: --out FILE.html, --site FOLDER, --figures FOLDER,"
            " --infographic FILE, or several"
        )
    texts = {"foreword": foreword, "points": points}
    if any(texts.values()) and out is None and site is None:
        raise UsageError("--foreword and --points are parts of the page: say --out or --site")
    files = []
    with progress_bar(as_json) as progress:
        progress("reading the marts", 0.1)
        if site:
            files += _write_site(warehouse, site, focus or (), since, texts)
        if out or figures or infographic:
            with open_warehouse(warehouse) as connection:
                made = read_report(connection, lang, focus or (), since)
        if out:
            files.append(write_report(made, out, _own_texts(texts, lang)))
        files += [write_infographic(made, file) for file in infographic or ()]
        if figures:
            files += write_figures(made, figures, part_of(progress, 0.2, 1.0))
    say_files(as_json, files)


def _own_texts(texts: Mapping[str, Path | None], language: Language) -> dict[str, Path]:
    """The files with text of the publisher that are of a language, by their place."""
    named = {place: str(file).replace("{lang}", language) for place, file in texts.items() if file}
    return {place: Path(name) for place, name in named.items()}


def _write_site(
    warehouse: Path,
    folder: Path,
    focus: Sequence[str],
    since: str,
    texts: Mapping[str, Path | None],
) -> list[Path]:
    """Write the folder for the web: the open data first, as its pages list them."""
    from segmon.exports.formats import MartsFormat
    from segmon.exports.package.write import export_package
    from segmon.published.warehouse import open_warehouse
    from segmon.report.contents import read_report
    from segmon.report.site import DATA, new_site, write_site

    own_texts = {language: _own_texts(texts, language) for language in Language}
    with open_warehouse(warehouse) as connection, new_site(folder) as made:
        reports = [read_report(connection, language, focus, since) for language in Language]
        data = export_package(connection, MartsFormat.csv, made / DATA)
        pages = write_site(made, reports, data, own_texts)
        written = [file.relative_to(made) for file in (*pages, *data)]
    return [folder / file for file in written]
