"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segmon.labels import Language


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
Scale = Annotated[float, typer.Option(help="Size of the register; 1 is the whole country.")]
Seed = Annotated[int, typer.Option(help="Seed of the register; the same seed gives the same.")]
Out = Annotated[Path, typer.Option(help="Folder to write in.")]
Lang = Annotated[Language, typer.Option(help="Language of the labels.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only warnings and errors.")]
SchoolYears = Annotated[
    list[str] | None,
    typer.Option(
        "--school-year",
        help="Read this school year only, such as 2023-2024; repeat for more. [default: all]",
    ),
]
MaxRejected = Annotated[
    int, typer.Option(min=0, help="How many rows that break a rule may be left out.")
]
