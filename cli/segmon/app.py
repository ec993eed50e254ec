"""The command line `segmon`: its commands, and what becomes of an error."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from segmon import __version__
from segmon.commands.build import build
from segmon.commands.check import check
from segmon.commands.console import open_closed_streams, print_out, say_error
from segmon.commands.dbt import dbt
from segmon.commands.demo import demo
from segmon.commands.doctor import doctor
from segmon.commands.export import export
from segmon.commands.init import init
from segmon.commands.options import FLAG
from segmon.commands.publish import publish
from segmon.commands.reconcile import reconcile
from segmon.commands.release import release
from segmon.commands.report import report
from segmon.commands.synth import synth
from segmon.errors import Interrupted
from segmon.project import VARIABLE, choose_project
from segmon.stopping import cause_of, listen

app = typer.Typer(
    help="The open segregation monitor: from a delivery of school data to every published figure.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
#: The commands under their headings, in the order in which a person meets them.
HEADINGS: dict[str, tuple[Callable[..., None], ...]] = {
    "Try it": (demo, synth),
    "Your own delivery": (init, check, build),
    "What people read": (report, reconcile, publish, release),
    "Operation": (doctor, dbt),
}
for heading, commands in HEADINGS.items():
    for command in commands:
        app.command(rich_help_panel=heading)(command)
app.add_typer(export, name="export", rich_help_panel="What people read")


def _version(wanted: bool) -> None:
    if wanted:
        print_out(f"segmon {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar=FLAG, callback=_version, is_eager=True, help="Show the version."
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", metavar=FLAG, help="Show where in the code an error came from."),
    ] = False,
    project_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            envvar=VARIABLE,
            help="Your own copy of the dbt project, with its seeds and vars.",
        ),
    ] = None,
) -> None:
    # `main` looks for it: an error may come before the options were read
    del version, debug
    if project_dir:
        choose_project(project_dir)


def main() -> None:
    """Run the command line; an error becomes a message and an exit code."""
    # a scheduler that ends a command leaves no scratch files behind, nor does Ctrl-C
    listen()
    arguments = sys.argv[1:]
    open_closed_streams()
    # a character that a console or a file of its own encoding cannot hold is no reason to fail
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        except SystemExit:
            # a help text is still in the buffer
            print_out("", end="")
            raise
    except (Exception, Interrupted) as error:
        if "--debug" in arguments:
            traceback.print_exc()
        sys.exit(say_error("--json" in arguments, cause_of(error)))
