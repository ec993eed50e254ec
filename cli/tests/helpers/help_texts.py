"""The commands and their help texts."""

from __future__ import annotations

from collections.abc import Iterator

import click
import typer.main

from segmon.app import app

ROOT: click.Group = typer.main.get_command(app)  # type: ignore[assignment]


def _commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, *path, name)  # type: ignore[arg-type]
        else:
            yield (*path, name), command


#: Every command by the words that call it, in the order of the help text.
COMMANDS = dict(_commands(ROOT))
