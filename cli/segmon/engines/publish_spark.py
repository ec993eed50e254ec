"""Publishing into Spark: a build in tables of its own, and views that are switched to it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from segmon.engines.profiles import read_credentials, without_secrets
from segmon.engines.publication import (
    SCHEMAS,
    Destination,
    Publication,
    column_type,
    current_build,
    refuse_mixing,
    write_file,
)
from segmon.engines.spark import spark_session
from segmon.errors import EngineError
from segmon.published.tables import Table, read_tables
from segmon.published.warehouse import open_warehouse

if TYPE_CHECKING:
    import duckdb
    from dbt.adapters.contracts.connection import Credentials
    from pyspark.sql import SparkSession

#: Types of Spark by type of DuckDB.
TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double",
    "INTEGER": "int",
    "TIMESTAMP": "timestamp_ntz",
    "VARCHAR": "string",
}
#: The property of a view that names the schema of its table.
TABLES_IN = "segmon.tables"
#: The view that says which build is published; it is switched after all others.
POINTER = "ops.build_manifest"


def try_spark(destination: Destination) -> None:
    """Start Spark, and make the schemas of what is published if they are not there.

    Raises:
        EngineError: Spark does not start, or the user may not make schemas.
    """
    credentials = read_credentials(destination.engine)
    session = spark_session(credentials)
    with _told(credentials):
        _make_schemas(session, destination)


def publish_to_spark(destination: Destination, warehouse: Path) -> Publication:
    """Copy the marts of a warehouse, and what it says of itself, into tables of Spark.

    The tables are new ones. Readers see those of the last publication until each view is switched;
    these tables stay until the next publication.

    Args:
        destination: where.
        warehouse: the published DuckDB file.

    Raises:
        EngineError: the copy failed.
    """
    credentials = read_credentials(destination.engine)
    session = spark_session(credentials)
    place = f"Spark at {session.sparkContext.master}"
    with open_warehouse(warehouse) as published, _told(credentials):
        build_id, is_synthetic = current_build(published)
        tables = read_tables(published, SCHEMAS)
        _make_schemas(session, destination)
        refuse_mixing(is_synthetic, _is_synthetic_there(session, destination), place)
        notes = _require_views(session, destination, tables)
        previous = _tables_of(session, destination)
        fresh = _new_schema(destination)
        session.sql(f"create schema {fresh} comment 'segmon: build {build_id}'")
        try:
            _copy(session, published, fresh, tables)
        except BaseException:
            session.sql(f"drop schema if exists {fresh} cascade")
            raise
        _switch(session, destination, fresh, tables)
        _drop_older(session, destination, previous)
    rows = {destination.schema(table.label): table.n_rows for table in tables}
    return Publication(destination, place, build_id, rows, notes)


def _make_schemas(session: SparkSession, destination: Destination) -> None:
    for schema in SCHEMAS:
        session.sql(f"create schema if not exists {destination.schema(schema)}")


def _new_schema(destination: Destination) -> str:
    """A schema for the tables of one publication, whose name sorts by time."""
    moment = time.strftime("%Y%m%dt%H%M%Sz", time.gmtime())
    return f"{destination.schema('segmon_build')}_{moment}_{secrets.token_hex(3)}"


def _is_synthetic_there(session: SparkSession, destination: Destination) -> bool | None:
    manifest = destination.schema(POINTER)
    if not session.catalog.tableExists(manifest):
        return None
    rows = session.sql(f"select is_synthetic from {manifest} where is_current").collect()
    return bool(rows[0][0]) if rows else None


def _require_views(
    session: SparkSession, destination: Destination, tables: Sequence[Table]
) -> list[str]:
    """Refuse tables of others in the places of views; name what is of no table of this build."""
    names = {(destination.schema(table.schema), table.name) for table in tables}
    notes = []
    for schema in map(destination.schema, SCHEMAS):
        for found in session.catalog.listTables(schema):
            if found.isTemporary:
                continue
            if (schema, found.name) not in names:
                notes.append(f"{schema}.{found.name} is not of this build; it is as it was")
            elif found.tableType != "VIEW":
                raise EngineError(
                    f"{schema}.{found.name} in Spark is a table of somebody else: rename or drop"
                    " it, or publish with another --schema-prefix"
                )
    return notes


def _tables_of(session: SparkSession, destination: Destination) -> str | None:
    """The schema of the tables that are published."""
    pointer = destination.schema(POINTER)
    if not session.catalog.tableExists(pointer):
        return None
    properties = dict(map(tuple, session.sql(f"show tblproperties {pointer}").collect()))
    return properties.get(TABLES_IN)


def _copy(
    session: SparkSession,
    published: duckdb.DuckDBPyConnection,
    fresh: str,
    tables: Sequence[Table],
) -> None:
    with TemporaryDirectory(prefix="segmon-publish-") as folder:
        for table in tables:
            file = Path(folder) / f"{table.label}.parquet"
            write_file(published, table, file, "format parquet")
            columns = ", ".join(
                f"cast(`{column.name}` as {column_type(TYPES, table, column)}) as `{column.name}`"
                for column in table.columns
            )
            session.sql(
                f"create table {fresh}.{table.schema}_{table.name} using parquet as"
                f" select {columns} from parquet.`{file.as_uri()}`"
            )


def _switch(
    session: SparkSession, destination: Destination, fresh: str, tables: Sequence[Table]
) -> None:
    for table in sorted(tables, key=lambda table: table.label == POINTER):
        columns = ", ".join(
            f"`{column.name}`" + (f" comment {_text(column.comment)}" if column.comment else "")
            for column in table.columns
        )
        comment = f" comment {_text(table.comment)}" if table.comment else ""
        session.sql(
            f"create or replace view {destination.schema(table.label)} ({columns}){comment}"
            f" tblproperties ('{TABLES_IN}' = '{fresh}')"
            f" as select * from {fresh}.{table.schema}_{table.name}"
        )


def _text(value: str) -> str:
    """A text as a literal of Spark."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _drop_older(session: SparkSession, destination: Destination, previous: str | None) -> None:
    """Drop the tables of publications before the last one; a newer one may be on its way."""
    if not previous:
        return
    ours = re.compile(rf"{destination.schema('segmon_build')}_\d{{8}}t\d{{6}}z_[0-9a-f]{{6}}")
    for database in session.catalog.listDatabases():
        if ours.fullmatch(database.name) and database.name < previous:
            session.sql(f"drop schema {database.name} cascade")


@contextmanager
def _told(credentials: Credentials) -> Iterator[None]:
    """Turn what Spark says into a sentence."""
    try:
        yield
    except Exception as error:
        # its errors are of two packages, and of no class in common
        if type(error).__module__.partition(".")[0] not in ("pyspark", "py4j"):
            raise
        said = str(error).strip() or type(error).__name__
        first = without_secrets(said.splitlines()[0], credentials)
        raise EngineError(f"Spark: {first}") from None
