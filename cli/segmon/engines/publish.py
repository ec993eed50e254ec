"""Publishing a finished build into a database of others: PostgreSQL or Spark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from segmon.engines.profiles import Engine
from segmon.engines.publication import Destination, Publication


def try_out(destination: Destination) -> None:
    """Connect, and look whether what is published may be written; nothing changes.

    Raises:
        EngineError: there is no connection, or the user has too few rights.
    """
    if destination.engine is Engine.postgres:
        from segmon.engines.publish_postgres import try_postgres

        try_postgres(destination)
    else:
        from segmon.engines.publish_spark import try_spark

        try_spark(destination)


def publish(
    destination: Destination, warehouse: Path, on_wait: Callable[[str], None]
) -> Publication:
    """Copy the marts of a warehouse, and what it says of itself, into a database.

    Args:
        destination: where.
        warehouse: the published DuckDB file, which is only read.
        on_wait: told if another publication is at work.

    Raises:
        UsageError: there is no warehouse.
        EngineError: the copy failed; what readers see there is as it was.
    """
    if destination.engine is Engine.postgres:
        from segmon.engines.publish_postgres import publish_to_postgres

        return publish_to_postgres(destination, warehouse, on_wait)
    from segmon.engines.publish_spark import publish_to_spark

    return publish_to_spark(destination, warehouse)
