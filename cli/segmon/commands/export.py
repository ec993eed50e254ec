"""`segmon export`: the change tables, and the marts, as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import say_files
from segmon.commands.options import WAREHOUSE, Json, Lang, Out, Warehouse
from segmon.exports.formats import ChangesFormat, CsvDialect, Decimal, MartsFormat, Separator
from segmon.labels import Language

export = typer.Typer(help="Write tables of a published warehouse to files.", no_args_is_help=True)


@export.command()
def changes(
    format_: Annotated[
        ChangesFormat,
        typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(ChangesFormat)}."),
    ],
    lang: Lang = Language.nl,
    out: Out = Path("exports"),
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write the change tables B1 to B6 of Appendix B.

    Example: `segmon export changes --format md --lang en --out exports`
    """
    from segmon.exports.changes_files import export_changes
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        file = export_changes(connection, format_, lang, out)
    say_files(as_json, [file])


@export.command()
def marts(
    format_: Annotated[
        MartsFormat,
        typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(MartsFormat)}."),
    ],
    out: Out = Path("exports/marts"),
    decimal: Annotated[
        Decimal | None,
        typer.Option(
            metavar="MARK",
            help=f"Decimal mark of CSV: {' or '.join(Decimal)}.",
            show_default=Decimal.point,
        ),
    ] = None,
    separator: Annotated[
        Separator | None,
        typer.Option(
            metavar="SIGN",
            help=f"What is between two values of CSV: {' or '.join(Separator)}",
            show_default=Separator.comma,
        ),
    ] = None,
    lang: Annotated[
        Language, typer.Option(help="Language of the labels of codes in sav and dta.")
    ] = Language.nl,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write every mart to a file of its own, with a codebook and what open data need.

    Next to the marts are `datapackage.json`, `codebook.nl.md`, `codebook.en.md`, `CITATION.cff`,
    `metadata.jsonld` and `LICENSE-DATA`.

    Example: `segmon export marts --format parquet --out exports/marts`

    For Excel in Dutch: `segmon export marts --format csv --decimal comma --separator ';'`
    """
    dialect = CsvDialect.chosen(format_, decimal, separator)
    from segmon.exports.package.write import export_package
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        files = export_package(connection, format_, out, dialect, lang)
    say_files(as_json, files)
