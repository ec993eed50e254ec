"""`segmon dbt`: dbt by hand, on a scratch database with a delivery."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import say_aside
from segmon.commands.options import Areas, Focus, Layout, ProfilesDir, Target
from segmon.errors import UsageError
from segmon.findings import listed_notices


def dbt(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- ARGS", help="What dbt does: its command and options."),
    ] = None,
    input_: Annotated[
        list[Path] | None,
        typer.Option(
            "--input",
            metavar="FOLDER",
            help="Load this delivery first; repeat for further folders of layout cbs.",
            show_default="none",
        ),
    ] = None,
    layout: Annotated[
        Layout | None,
        typer.Option(
            metavar="LAYOUT",
            help=f"Layout of its files: {', '.join(Layout)}.",
            show_default="that of what is loaded",
        ),
    ] = None,
    areas: Annotated[
        Areas | None,
        typer.Option(
            metavar="AREAS",
            help="Dutch municipalities (nl), or areas of any country in layout counts (opaque).",
            show_default="nl",
        ),
    ] = None,
    focus: Focus = None,
    target: Annotated[
        Target, typer.Option(metavar="TARGET", help="Output of the dbt profile.")
    ] = Target.duckdb,
    database: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The scratch DuckDB file.",
            show_default="target/segmon.duckdb; in layout cbs a file that is gone at the end",
        ),
    ] = None,
    profiles_dir: ProfilesDir = None,
) -> None:
    """Run dbt by hand: any command of it, on a scratch database with a delivery.

    What was loaded stays for further calls. It is not checked: the command `check` does that.

    Example: `segmon dbt --input my-delivery --layout register -- build -s +data_coverage`
    """
    from segmon.build import by_hand, by_hand_engine
    from segmon.build.become_dbt import run_dbt
    from segmon.delivery.find import room_for
    from segmon.engines.profiles import Engine, choose_profiles

    choose_profiles(profiles_dir)
    if not (arguments or input_):
        raise UsageError("name what dbt does, such as: segmon dbt -- build")
    if input_ and not layout:
        raise UsageError("--input needs --layout")
    engine = None if target is Target.duckdb else Engine(target)
    with room_for(layout if input_ else None):
        place = database or by_hand.DATABASE
        if input_ and layout:
            place = by_hand.place_for(layout, database, target, bool(arguments))
            variables = by_hand.chosen_vars(layout, areas or Areas.nl, focus or (), {})
            found = by_hand.find(input_, variables)
            if engine:
                by_hand_engine.load(engine, found, variables)
            else:
                by_hand.load(found, variables, place)
            notices = [f"notice  {notice}" for notice in listed_notices(found.notices)]
            delivered = ", ".join(map(str, input_))
            say_aside([*notices, f"loaded  {delivered} into {engine or place}"])
        if arguments:
            loaded = by_hand_engine.loaded_vars(engine) if engine else by_hand.loaded_vars(place)
            variables = by_hand.chosen_vars(layout, areas, focus or (), loaded)
            run_dbt(arguments, target, place, variables)
