"""`segmon init`: a delivery to start from."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from segmon.commands.console import say
from segmon.commands.options import Json, LayoutOption


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to write; it must be new or empty.")
    ],
    layout: LayoutOption,
    as_json: Json = False,
) -> None:
    """Write a small delivery to start from: replace its rows with your own.

    Example: `segmon init my-delivery --layout register`
    """
    from segmon.delivery.example import write_example

    files = [str(file) for file in write_example(folder, layout)]
    check = f"segmon check --input {shlex.quote(str(folder))} --layout {layout}"
    lines = [*(f"wrote   {file}" for file in files), f"next    {check}"]
    say(as_json, {"files": files, "next": check}, lines)
