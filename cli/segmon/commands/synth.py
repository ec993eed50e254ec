"""`segmon synth`: a synthetic register."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import progress_bar, say
from segmon.commands.options import FLAG, Json, Scale, Seed


class SynthLayout(StrEnum):
    """Layouts that a synthetic country can be written in."""

    register = "register"
    cbs = "cbs"


class FileFormat(StrEnum):
    """Formats of the files of layout `cbs`."""

    sav = "sav"
    parquet = "parquet"
    csv = "csv"


def synth(
    out: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Folder to write to; it must be new or empty."),
    ],
    layout: Annotated[
        SynthLayout,
        typer.Option(
            metavar="LAYOUT",
            help="register: one row a pupil; cbs: the same pupils as Statistics Netherlands would"
            " deliver them.",
        ),
    ] = SynthLayout.register,
    scale: Scale = 1.0,
    seed: Seed = 1,
    years: Annotated[
        list[str] | None,
        typer.Option(
            "--years",
            metavar="YEAR",
            help="School year, such as 2023-2024; repeat for more.",
            show_default="2017-2018 and 2021-2022 to 2023-2024",
        ),
    ] = None,
    file_format: Annotated[
        FileFormat,
        typer.Option(
            "--format", metavar="FORMAT", help=f"Files of layout cbs: {', '.join(FileFormat)}."
        ),
    ] = FileFormat.sav,
    population: Annotated[
        float,
        typer.Option(
            metavar="SIZE",
            help="Length of the population files of layout cbs; 1 is the whole country.",
            show_default="a tenth more than pupils need",
        ),
    ] = 0.0,
    name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE=NAME",
            help="Name an invented municipality after a real one, as GM0014=Groningen, to rehearse"
            " its report; repeat for more. The first is the most urban and largest after the four"
            " cities.",
            show_default="none",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", metavar=FLAG, help="Replace an earlier one in the folder."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a synthetic register of the whole country, or the same country as microdata.

    Example: `segmon synth --out synthetic --scale 0.01 --years 2023-2024`
    Example: `segmon synth --out rehearsal --scale 0.01 --name GM0014=Groningen`
    Example: `segmon synth --out microdata --layout cbs --scale 0.002`
    """
    from segmon.synth import DEFAULT_YEARS, synthesise

    with progress_bar(as_json) as progress:
        made = synthesise(
            out,
            school_years=years or DEFAULT_YEARS,
            scale=scale,
            seed=seed,
            layout=layout,
            file_format=file_format,
            population=population,
            names=name or (),
            force=force,
            progress=progress,
        )
    rows = {table.name: table.rows for table in made.tables}
    listed = ", ".join(f"{table} {n:,}" for table, n in rows.items())
    say(as_json, {"out": str(made.out), "rows": rows}, [f"wrote   {made.out}: {listed}"])
