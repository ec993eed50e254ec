"""What is published into a database of others, where, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.database import quoted
from segmon.engines.profiles import Engine
from segmon.errors import EngineError, UsageError
from segmon.published.tables import Column, Table

#: Schemas of a warehouse that are published; the prefix of a monitor comes before their names.
SCHEMAS = ("marts", "ops")
#: Names that need no quotes anywhere, and leave room for the rest of a name.
_PREFIX = re.compile("[a-z][a-z0-9_]{0,29}")
_ROLE = re.compile(r"\w[\w.@-]{0,62}", re.ASCII)


@dataclass(frozen=True)
class Destination:
    """Where to publish.

    Attributes:
        engine: what kind of database it is; its profile says which.
        prefix: what the names of the schemas begin with, so that monitors live side by side.
        reader: the role that may read; of PostgreSQL only.
    """

    engine: Engine
    prefix: str
    reader: str

    def __post_init__(self) -> None:
        if self.prefix and (not _PREFIX.fullmatch(self.prefix) or self.prefix.startswith("pg_")):
            raise UsageError(
                f"{self.prefix} cannot begin the name of a schema: use up to 30 of a-z, 0-9 and _,"
                " beginning with a letter and not with pg_"
            )
        if not _ROLE.fullmatch(self.reader):
            raise UsageError(f"{self.reader} cannot be the name of a role")

    def schema(self, name: str) -> str:
        """Name of a schema there."""
        return f"{self.prefix}{name}"


@dataclass(frozen=True)
class Publication:
    """What was published where.

    Attributes:
        destination: where.
        place: the database, for people.
        build_id: the build that is published.
        tables: rows of each table, by its name there.
        notes: what else is to be said.
    """

    destination: Destination
    place: str
    build_id: str
    tables: Mapping[str, int]
    notes: Sequence[str]


def current_build(connection: duckdb.DuckDBPyConnection) -> tuple[str, bool]:
    """Id of the build that a warehouse shows, and whether it was invented."""
    found = connection.execute(
        "select build_id, is_synthetic from ops.build_manifest where is_current"
    ).fetchone()
    assert found
    return str(found[0]), bool(found[1])


def refuse_mixing(is_synthetic: bool, is_synthetic_there: bool | None, place: str) -> None:
    """Keep invented figures from replacing those of a delivery.

    Args:
        is_synthetic: whether what is about to be published was invented.
        is_synthetic_there: whether what is there is; null if nothing is.
        place: where that is.

    Raises:
        EngineError: it would be replaced.
    """
    if is_synthetic and is_synthetic_there is False:
        raise EngineError(
            f"{place} has the figures of a delivery, which invented ones would replace;"
            " name another --schema-prefix"
        )


def column_type(types: Mapping[str, str], table: Table, column: Column) -> str:
    """Type of a column in another database.

    Raises:
        EngineError: the database has none that is the same.
    """
    if column.type not in types:
        raise EngineError(f"{table.label}.{column.name} has type {column.type}, which has no match")
    return types[column.type]


def write_file(
    connection: duckdb.DuckDBPyConnection, table: Table, file: Path, options: str
) -> None:
    """Write the rows of a table to a file.

    Raises:
        EngineError: there is no room for it.
    """
    source = f'"{table.schema}"."{table.name}"'
    try:
        connection.execute(f"copy {source} to {quoted(str(file))} ({options})")
    except duckdb.IOException as error:
        reason = str(error).splitlines()[0]
        raise EngineError(f"{table.label} cannot be written to {file.parent}: {reason}") from None
