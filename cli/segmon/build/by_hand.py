"""dbt by hand: a delivery in a scratch database, and dbt itself with the settings of a build."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from segmon.build.folder import remove
from segmon.checks.checked import require_structure
from segmon.database import connect, load_seeds
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.open import open_delivery
from segmon.delivery.reading import readable
from segmon.engines.profiles import profiles_dir
from segmon.errors import UsageError, writing
from segmon.focus import in_one_form, require_known
from segmon.private import private_folder
from segmon.project import project_dir

#: Where the profile of the project has its database, and dbt its artefacts: below the folder that
#: the command is run in.
TARGET = Path("target")
DATABASE = TARGET / "segmon.duckdb"
#: Names that file to the profile of the project.
FILE_VARIABLE = "SEGMON_BUILD_FILE"
#: What a load makes anew: the delivery, and all that dbt made of an earlier one.
SCHEMAS = ("delivery", "seeds", "staging", "intermediate", "marts", "failed_tests")
#: The vars of what is loaded, so that a later call has them too.
LOADED_VARS = "delivery.loaded_vars"


def chosen_vars(
    layout: str | None, areas: str | None, focus: Sequence[str], loaded: Mapping[str, Any]
) -> dict[str, Any]:
    """Vars of the project: those that are named, else those of what is loaded."""
    is_dutch = (areas or loaded.get("areas", "nl")) == "nl"
    cities = [*(in_one_form(focus) if is_dutch else focus)]
    named = {"layout": layout, "areas": areas, "focus_cities": cities}
    return {**loaded, **{name: value for name, value in named.items() if value}}


def place_for(layout: str, database: Path | None, target: str, has_command: bool) -> Path:
    """The scratch database for a delivery: that of microdata is gone with the command.

    Args:
        layout: a key of `LAYOUTS`.
        database: the file that was named.
        target: output of the profile.
        has_command: whether dbt does anything with it.

    Raises:
        UsageError: microdata would be loaded for nothing, or somewhere else.
    """
    if not LAYOUTS[layout].is_microdata:
        return database or DATABASE
    if target != "duckdb":
        raise UsageError(f"layout {layout} is loaded into DuckDB, not into {target}")
    private = private_folder()
    if database or not private:
        return database or DATABASE
    if not has_command:
        raise UsageError(
            f"a delivery of layout {layout} is loaded for one command only: say what dbt does, as"
            " in -- build, or name a file that stays with --database"
        )
    return private / DATABASE.name


def find(delivered: Sequence[Path], variables: Mapping[str, Any]) -> FoundDelivery:
    """Find the files of a delivery that is to be loaded.

    Args:
        delivered: its folder; several for microdata.
        variables: vars of the project.

    Raises:
        UsageError: the folder does not exist, or the layout does not go with the areas.
        DeliveryError: a table or a column is missing.
    """
    found = find_delivery(delivered, variables["layout"], areas=variables["areas"])
    require_structure(found)
    return found


def load(found: FoundDelivery, variables: Mapping[str, Any], database: Path) -> None:
    """Put a delivery and the seeds in a scratch database: its files as views, without pupils' ids.

    Its rules are not checked. What dbt made of an earlier delivery is dropped; if anything goes
    wrong, the database stays as it was.

    Args:
        found: the delivery.
        variables: vars of the project, which later calls have as well.
        database: the DuckDB file, made if it is not there.

    Raises:
        UsageError: the database is a published warehouse or no database, or cannot be written; or
            a focus city is not in the delivery.
        DeliveryError: the delivery cannot be read.
    """
    with writing(database):
        database.parent.mkdir(parents=True, exist_ok=True)
    with _opened(database) as connection:
        connection.begin()
        for schema in SCHEMAS:
            connection.execute(f"drop schema if exists {schema} cascade")
        load_seeds(connection)
        open_delivery(connection, found, is_kept=True)
        require_focus_cities(connection, variables.get("focus_cities", ()))
        connection.execute(f"create table {LOADED_VARS} (vars varchar, private_folder varchar)")
        is_private = any(table.statistics for table in found.tables)
        folder = str(private_folder()) if is_private else None
        connection.execute(
            f"insert into {LOADED_VARS} values (?, ?)", [json.dumps(variables), folder]
        )
        connection.commit()
    # dbt makes tables of schools with few pupils in it
    database.chmod(0o600)


def _opened(database: Path) -> duckdb.DuckDBPyConnection:
    """A database that a load may change."""
    try:
        connection = connect(database)
        published = connection.execute(
            "select count(*) from duckdb_schemas() where schema_name = 'ops'"
        ).fetchone()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise UsageError(f"the scratch database {database} cannot be opened: {said}") from None
    if published != (0,):
        connection.close()
        raise UsageError(f"{database} is a published warehouse; name another file with --database")
    return connection


def require_focus_cities(connection: duckdb.DuckDBPyConnection, cities: Sequence[str]) -> None:
    """Make sure that each focus city is a municipality of the delivery of a database."""
    if cities:
        with readable("municipalities"):
            rows = connection.execute(
                "select municipality_code, municipality_name from delivery.municipalities"
            ).fetchall()
        require_known(cities, {str(code): str(name) for code, name in rows}, "the delivery")


def loaded_vars(database: Path) -> dict[str, Any]:
    """Vars of the delivery that a database holds; none where none was loaded.

    Raises:
        UsageError: what it was read from was private, and is gone.
    """
    if not database.is_file():
        return {}
    try:
        with connect(database, read_only=True) as connection:
            row = connection.execute(f"from {LOADED_VARS}").fetchone()
    except duckdb.Error:
        # dbt will say what is wrong with it, if it needs it
        return {}
    if not row:
        return {}
    vars_of_it, folder, *_ = (*row, None)
    if folder and not Path(folder).is_dir():
        raise UsageError(
            f"what was loaded into {database} is gone, as it was read from files of a statistics"
            " program: name the delivery again with --input"
        )
    loaded: dict[str, Any] = json.loads(vars_of_it)
    return loaded


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
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
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
    profiles = project_dir() if target == "duckdb" else profiles_dir()
    places = {
        "DBT_ENGINE_PROJECT_DIR": project_dir(),
        "DBT_ENGINE_PROFILES_DIR": profiles,
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
