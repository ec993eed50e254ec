"""`segmon publish`: the marts of a finished build in the organisation's own database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segmon.commands.console import say, say_waiting
from segmon.commands.options import (
    READER,
    WAREHOUSE,
    Json,
    ProfilesDir,
    Quiet,
    Reader,
    SchemaPrefix,
    Warehouse,
)
from segmon.engines.profiles import Engine, choose_profiles
from segmon.errors import EngineError, Interrupted, SegmonError

if TYPE_CHECKING:
    from segmon.build.context import BuildResult
    from segmon.engines.publication import Destination, Publication


def publish(
    to: Annotated[
        Engine, typer.Option("--to", metavar="ENGINE", help=f"One of {', '.join(Engine)}.")
    ],
    warehouse: Warehouse = WAREHOUSE,
    schema_prefix: SchemaPrefix = "",
    reader: Reader = READER,
    profiles_dir: ProfilesDir = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Copy the marts of a finished build into your own database, all at once.

    The connection is that of output postgres or spark of a dbt profile named segmon.

    Example: `segmon publish --to postgres`
    """
    from segmon.engines.publication import Destination

    choose_profiles(profiles_dir)
    published = copy_marts(Destination(to, schema_prefix, reader), warehouse)
    say(as_json, publication_result(published), publication_lines(published), quiet)


def tried_destination(engine: Engine | None, prefix: str, reader: str) -> Destination | None:
    """Where a build is to be published as well, looked at before anything starts.

    Raises:
        EngineError: there is no connection, or the user has too few rights.
    """
    from segmon.engines.publication import Destination

    if not engine:
        return None
    from segmon.engines.publish import try_out

    destination = Destination(engine, prefix, reader)
    try_out(destination)
    return destination


def copy_of_build(destination: Destination | None, built: BuildResult) -> Publication | None:
    """Publish a build that has just been published as a file into a database as well.

    Raises:
        EngineError: the copy failed; it says that the build is published all the same.
    """
    if not destination:
        return None
    again = f"segmon publish --to {destination.engine}"
    done = f"build {built.build_id} is published in {built.warehouse}"
    try:
        return copy_marts(destination, built.warehouse)
    except SegmonError as error:
        raise EngineError(
            f"{done}, but not in {destination.engine}: {error} (`{again}` tries it again)"
        ) from error
    except Interrupted as error:
        error.add_note(f"{done}; `{again}` copies it")
        raise


def copy_marts(destination: Destination, warehouse: Path) -> Publication:
    """Publish a warehouse into a database.

    Raises:
        UsageError: there is no warehouse.
        EngineError: the copy failed.
    """
    from segmon.engines.publish import publish as run_publish
    from segmon.published.warehouse import open_warehouse

    # before anything is asked of the database
    with open_warehouse(warehouse):
        pass
    return run_publish(destination, warehouse, say_waiting)


def publication_result(published: Publication) -> dict[str, object]:
    """A publication as the object that `--json` prints."""
    return {
        "engine": published.destination.engine,
        "place": published.place,
        "build_id": published.build_id,
        "tables": dict(published.tables),
        "warnings": list(published.notes),
    }


def publication_lines(published: Publication) -> list[str]:
    """A publication as lines of text."""
    tables = ", ".join(f"{name} {n:,}" for name, n in published.tables.items())
    return [f"copied  build {published.build_id} to {published.place}: {tables}"]
