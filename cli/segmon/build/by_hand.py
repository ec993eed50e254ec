"""dbt by hand: a delivery in a scratch database, and the vars that go with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from segmon.build.read import municipalities_of, names_of
from segmon.checks.checked import require_structure
from segmon.database import connect, load_seeds
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.open import open_delivery
from segmon.delivery.reading import readable
from segmon.errors import UsageError, writing
from segmon.focus import in_one_form, require_known
from segmon.private import private_folder

#: Where the profile of the project has its database, and dbt its artefacts: below the folder that
#: the command is run in.
TARGET = Path("target")
DATABASE = TARGET / "segmon.duckdb"
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
        require_focus_cities(connection, found, variables.get("focus_cities", ()))
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


def require_focus_cities(
    connection: duckdb.DuckDBPyConnection, found: FoundDelivery, cities: Sequence[str]
) -> None:
    """Make sure that each focus city is a municipality of a delivery that is open."""
    if cities:
        table = municipalities_of(found)
        with readable(table.source):
            rows = connection.execute(names_of(table)).fetchall()
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
