"""Becoming dbt: its command line in this process, with the settings of a build."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from segmon.build.by_hand import DATABASE, TARGET
from segmon.build.dbt_process import FILE_VARIABLE, profiles_for
from segmon.build.folder import remove
from segmon.errors import UsageError
from segmon.private import private_folder
from segmon.project import project_dir
from segmon.stopping import SIGNALS


def run_dbt(
    arguments: Sequence[str], target: str, database: Path, variables: Mapping[str, Any]
) -> NoReturn:
    """Become dbt: its input, output, signals and exit code are those of this process.

    Args:
        arguments: a command of dbt and its options; a var of their `--vars` goes before ours.
        target: output of the profile.
        database: the DuckDB file, for target duckdb.
        variables: vars of the project.

    Raises:
        UsageError: `--vars` is no mapping.
        SystemExit: dbt is done.
    """
    arguments, own = _vars_apart(arguments)
    os.environ.update(_environment(target, database))
    # what a query writes to disk while it runs is read by nobody else
    os.umask(0o077)
    for name in SIGNALS:
        if signal.getsignal(number := getattr(signal, name, signal.SIGINT)) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else _end)
    sys.argv = ["dbt", *arguments]
    from dbt.cli.main import cli

    defaults = _for_every_command(cli, json.dumps({**variables, **own}))
    cli.main(arguments, prog_name="dbt", default_map=defaults)
    raise SystemExit(0)


def _end(number: int, _: object) -> None:
    """End by a signal, as dbt would by itself; what is private is gone."""
    if private := private_folder():
        remove(private)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _environment(target: str, database: Path) -> dict[str, str]:
    """Where dbt finds the project and leaves what it makes; other `DBT_*` variables are the user's.

    dbt looks at these names first.
    """
    places = {
        "DBT_ENGINE_PROJECT_DIR": project_dir(),
        "DBT_ENGINE_PROFILES_DIR": profiles_for(target),
        "DBT_ENGINE_TARGET_PATH": TARGET.absolute(),
        "DBT_ENGINE_LOG_PATH": Path("logs").absolute(),
        # a path and no address, as `md:name` would be
        FILE_VARIABLE: database if database == DATABASE else database.absolute(),
    }
    return {"DBT_ENGINE_TARGET": target, **{name: str(place) for name, place in places.items()}}


def _vars_apart(arguments: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The arguments without `--vars`, and what these say."""
    import yaml

    others, own = list[str](), dict[str, Any]()
    rest = iter(arguments)
    for argument in rest:
        name, is_joined, text = argument.partition("=")
        if name != "--vars":
            others.append(argument)
            continue
        try:
            said = yaml.safe_load(text if is_joined else next(rest, ""))
        except yaml.YAMLError:
            said = None
        if not isinstance(said, dict):
            raise UsageError("--vars takes a mapping such as '{few_schools: 3}'")
        own.update(said)
    return others, own


def _for_every_command(group: Any, variables: str) -> dict[str, Any]:
    """The defaults of dbt's commands: our vars, wherever a command takes vars."""
    # `debug` is the name of a command, which needs no vars, and of an option
    options = {option.name for option in group.params}
    return {
        name: _for_every_command(command, variables)
        if hasattr(command, "commands")
        else {"vars": variables}
        for name, command in group.commands.items()
        if name not in options
    }
