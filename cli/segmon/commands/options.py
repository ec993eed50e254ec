"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segmon.engines.profiles import Engine
from segmon.labels import Language


class Layout(StrEnum):
    """Layouts of a delivery."""

    register = "register"
    counts = "counts"
    duo = "duo"
    cbs = "cbs"


class Areas(StrEnum):
    """Areas that the schools of a delivery are in."""

    nl = "nl"
    opaque = "opaque"


class Target(StrEnum):
    """Outputs of the dbt profile: the engines."""

    duckdb = "duckdb"
    postgres = "postgres"
    spark = "spark"


#: A flag takes no value; without this the help shows that it takes a <bool>.
FLAG = ""

FOLDERS = "Folder to read; repeat for further folders of layout cbs."
Input = Annotated[
    list[Path],
    typer.Option("--input", metavar="FOLDER", envvar="SEGMON_INPUT", help=FOLDERS),
]
OptionalInput = Annotated[
    list[Path] | None,
    typer.Option(
        "--input",
        metavar="FOLDER",
        envvar="SEGMON_INPUT",
        help=FOLDERS,
        show_default=False,
    ),
]
TargetOption = Annotated[
    Target,
    typer.Option(
        "--target",
        metavar="ENGINE",
        help=f"What checks and counts the pupils: {', '.join(Target)}; the rest is the same.",
    ),
]
Source = Annotated[
    str,
    typer.Option(
        metavar="SCHEMA",
        help="Schema of the engine with the delivery, in place of --input; no row is copied.",
        show_default="none",
    ),
]
LayoutOption = Annotated[
    Layout, typer.Option(metavar="LAYOUT", help=f"Layout of its files: {', '.join(Layout)}.")
]
AreasOption = Annotated[
    Areas,
    typer.Option(
        metavar="AREAS",
        help="Dutch municipalities (nl), or areas of any country in layout counts (opaque).",
    ),
]
Warehouse = Annotated[
    Path,
    typer.Option(metavar="FILE", envvar="SEGMON_WAREHOUSE", help="The published DuckDB file."),
]
WAREHOUSE = Path("warehouse/segmon.duckdb")
PublishTo = Annotated[
    Engine | None,
    typer.Option(
        metavar="ENGINE",
        help=f"Copy the marts into a database of your own as well: {', '.join(Engine)}.",
        show_default="nowhere",
    ),
]
ProfilesDir = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        envvar="SEGMON_PROFILES_DIR",
        help="Folder of a profiles.yml of your own, with the connection.",
        show_default="that of the project, which reads PGHOST and so on",
    ),
]
SchemaPrefix = Annotated[
    str,
    typer.Option(
        metavar="PREFIX",
        envvar="SEGMON_SCHEMA_PREFIX",
        help="What the names of the schemas there begin with.",
        show_default="none",
    ),
]
Reader = Annotated[
    str,
    typer.Option(
        metavar="ROLE",
        envvar="SEGMON_READER",
        help="Role of PostgreSQL that may read what is published; made if it is not there.",
    ),
]
READER = "segmon_reader"
Scale = Annotated[float, typer.Option(help="Size of the register; 1 is the whole country.")]
Seed = Annotated[int, typer.Option(help="Seed of the register; the same seed gives the same.")]
Out = Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write to.")]
Lang = Annotated[Language, typer.Option(help="Dutch or English labels.")]
Json = Annotated[
    bool, typer.Option("--json", metavar=FLAG, help="Print the result as one JSON object.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", metavar=FLAG, help="Print only warnings and errors.")
]
Focus = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODE",
        help="Municipality code of a focus city, as GM0363 or 363; repeat for more.",
        show_default="the four largest cities",
    ),
]
SchoolYears = Annotated[
    list[str] | None,
    typer.Option(
        "--school-year",
        metavar="YEAR",
        help="Read only this school year, such as 2023-2024; repeat for more.",
        show_default="all",
    ),
]
MaxRejected = Annotated[
    int,
    typer.Option(metavar="NUMBER", min=0, help="Leave out up to this many rows that break a rule."),
]
