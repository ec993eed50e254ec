"""Schemas of one build in the database of another engine, gone when the build ends.

Here the pupils are checked and counted. Of a build that was killed the schemas stay until the
next build of the same warehouse, whose lock says that nobody needs them.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol

import duckdb

from segmon.database import Answer, quoted
from segmon.engines.profiles import Engine, read_credentials
from segmon.stopping import undisturbed

#: The staging tables in which every layout ends, all that leaves the engine: the models that make
#: them, by the table that a build reads.
CANONICAL = {
    name: f"stg_{name}"
    for name in ("schools", "municipalities", "school_counts", "distance_counts")
}


class Scratch(Protocol):
    """The schemas of a build on an engine."""

    @property
    def engine(self) -> Engine:
        """The engine."""

    @property
    def prefix(self) -> str:
        """What the names of the schemas begin with."""

    def execute(self, query: str, /) -> Answer:
        """Ask a query in the SQL of the rules."""

    def write(self, table: str, connection: duckdb.DuckDBPyConnection, rows: str) -> None:
        """Make a table of rows that DuckDB reads, by the bulk path of the engine.

        Args:
            table: schema, without the prefix, and name.
            connection: where the rows are.
            rows: query of the rows.
        """

    def view(self, table: str, query: str) -> None:
        """Make a view of a query in the SQL of the rules."""

    def tables(self, schema: str) -> Mapping[str, Mapping[str, str]]:
        """The tables and views of a schema of somebody else: their columns and DuckDB types."""

    def fetch(self, query: str) -> tuple[Mapping[str, str], list[tuple[Any, ...]]]:
        """The DuckDB type of each column of a query in the SQL of the rules, and its rows."""

    def drop(self, prefix: str) -> None:
        """Drop every schema whose name begins so."""


def prefix_of(warehouse: Path) -> str:
    """What the names of the schemas of all builds of a warehouse begin with."""
    place = f"{socket.gethostname()} {warehouse.absolute()}"
    return f"segmon_{hashlib.sha256(place.encode()).hexdigest()[:8]}_"


@contextmanager
def scratch_schemas(
    engine: Engine, warehouse: Path, build_id: str, work: Path
) -> Iterator[Scratch]:
    """The schemas of a build, which holds the lock of its warehouse.

    Args:
        engine: the engine.
        warehouse: the file that will be published.
        build_id: the build.
        work: folder of the build for files.

    Raises:
        EngineError: the engine cannot be reached, or refuses what is needed.
    """
    of_warehouse = prefix_of(warehouse)
    prefix = f"{of_warehouse}{build_id.lower().replace('-', '_')}_"
    with open_scratch(engine, prefix, work) as scratch:
        # what builds left behind that were killed
        scratch.drop(of_warehouse)
        try:
            yield scratch
        finally:
            with undisturbed():
                scratch.drop(prefix)


def pull_canonical(
    scratch: Scratch, connection: duckdb.DuckDBPyConnection, years: Sequence[str]
) -> None:
    """Put what the engine counted in schema `canonical` of a database of DuckDB.

    Args:
        scratch: where the staging models were made.
        connection: the database.
        years: the school years that are read; a list of municipalities may hold others.
    """
    import pandas as pd

    connection.execute("create schema canonical")
    for table, model in CANONICAL.items():
        kinds, rows = scratch.fetch(
            f"select * from staging.{model} where school_year in ({', '.join(map(quoted, years))})"
        )
        # a column of nulls has the type that it has on the engine
        frame = pd.DataFrame(
            {
                name: pd.array(list(values), dtype="string" if kind == "VARCHAR" else "Int64")
                for (name, kind), values in zip(
                    kinds.items(), zip(*rows, strict=True) if rows else repeat(()), strict=False
                )
            }
        )
        connection.register("counted", frame)
        typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in kinds.items())
        connection.execute(f"create table canonical.{table} as select {typed} from counted")
        connection.unregister("counted")


def open_scratch(engine: Engine, prefix: str, work: Path) -> AbstractContextManager[Scratch]:
    """Open an engine; whatever is made there stays.

    Args:
        engine: the engine.
        prefix: what the names of the schemas begin with.
        work: folder for files that the schemas read.

    Raises:
        EngineError: the engine cannot be reached, or refuses what is needed.
    """
    credentials = read_credentials(engine)
    if engine == Engine.postgres:
        from segmon.engines.postgres_scratch import open_postgres

        return open_postgres(credentials, prefix)
    from segmon.engines.spark_scratch import open_spark

    return open_spark(credentials, prefix, work)
