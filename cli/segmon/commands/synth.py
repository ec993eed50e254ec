"""`segmon synth`: a synthetic register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import progress_bar, say
from segmon.commands.options import FLAG, Json, Scale, Seed


def synth(
    out: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Folder to write to; it must be new or empty."),
    ],
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
    force: Annotated[
        bool,
        typer.Option("--force", metavar=FLAG, help="Replace an earlier register in the folder."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a synthetic register of the whole country, in layout `register`.

    Example: `segmon synth --out synthetic --scale 0.01 --years 2023-2024`
    """
    from segmon.synth import DEFAULT_YEARS, synthesise

    with progress_bar(as_json) as progress:
        made = synthesise(
            out,
            school_years=years or DEFAULT_YEARS,
            scale=scale,
            seed=seed,
            force=force,
            progress=progress,
        )
    rows = {table.name: table.rows for table in made.tables}
    listed = ", ".join(f"{table} {n:,}" for table, n in rows.items())
    say(as_json, {"out": str(made.out), "rows": rows}, [f"wrote   {made.out}: {listed}"])
