"""`segmon reconcile`: does a build give the published figures?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import say
from segmon.commands.options import WAREHOUSE, Json, Warehouse


def reconcile(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the whole comparison to this .csv, .json or .md file."
        ),
    ] = None,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Compare a build with the published report: what agrees and what differs.

    It also lists the published figures that contradict each other.

    Example: `segmon reconcile --out exports/comparison.csv`
    """
    from segmon.exports.comparison_files import export_comparison
    from segmon.published.comparison import read_comparison, reconciliation
    from segmon.published.comparison_text import reconciliation_lines
    from segmon.published.warehouse import open_warehouse

    with open_warehouse(warehouse) as connection:
        figures = read_comparison(connection)
    files = [str(export_comparison(figures, out))] if out else []
    lines = [*reconciliation_lines(figures), *(f"wrote   {file}" for file in files)]
    say(as_json, {**reconciliation(figures), "files": files}, lines)
