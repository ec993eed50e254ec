"""`segmon release`: out of the secure room, what may leave and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import progress_bar, say
from segmon.commands.options import FLAG, WAREHOUSE, Json, Warehouse
from segmon.release.limits import Profile


def release(
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder to make; it must not be there yet.")
    ],
    profile: Annotated[
        Profile,
        typer.Option(
            metavar="PROFILE",
            help="national: country, urbanity and focus cities; municipal: all municipalities too.",
        ),
    ] = Profile.national,
    previous: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The release before this one, which readers have as well: what it hid stays so.",
        ),
    ] = None,
    public_source: Annotated[
        bool,
        typer.Option(
            "--public-source",
            metavar=FLAG,
            help="The pupils' counts are public already: hide nothing, and say so.",
        ),
    ] = False,
    warehouse: Warehouse = WAREHOUSE,
    as_json: Json = False,
) -> None:
    """Write what may leave: a reduced warehouse, its exports and its report, with what was hidden.

    Figures of few pupils, of one or two schools, or of nearly one group are hidden, with whatever
    would tell them. The folder appears when an audit has tried to find them out, and could not.

    Example: `segmon release --profile national --out release`
    """
    from segmon.project import project_vars
    from segmon.release.options import ReleaseOptions
    from segmon.release.run import listed, make_release

    limits = project_vars()["release_limits"]
    options = ReleaseOptions(profile, out, previous, public_source, limits)
    with progress_bar(as_json) as progress:
        made = make_release(warehouse, options, progress)
    lines = [
        f"hidden  {name}: {sum(n for rule, n in counts.items() if rule != 'n_blocks')}"
        f" of {counts['n_blocks']} blocks"
        for name, counts in made.about["blocks"].items()
    ]
    lines.append(f"audit   {made.about['audit']}")
    if made.known:
        lines += ["known   the release before gives away by itself:", *listed(made.known)]
    lines.append(f"wrote   {made.folder}")
    say(as_json, {"folder": str(made.folder), **made.about}, lines)
