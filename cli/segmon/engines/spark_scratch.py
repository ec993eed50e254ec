"""The schemas of a build in Spark."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from segmon.database import Answer, quoted
from segmon.engines.dialects import SPARK_SQL
from segmon.engines.profiles import Engine
from segmon.engines.spark import spark_session
from segmon.errors import EngineError

if TYPE_CHECKING:
    from dbt.adapters.contracts.connection import Credentials
    from pyspark.sql import SparkSession

#: Type of DuckDB in which values of a type are read; of what is not here no value is.
KINDS = {
    **dict.fromkeys(("string", "varchar", "char"), "VARCHAR"),
    **{"tinyint": "TINYINT", "smallint": "SMALLINT", "int": "INTEGER", "bigint": "BIGINT"},
    **{"decimal": "DECIMAL", "float": "FLOAT", "double": "DOUBLE"},
}


@dataclass
class Collected:
    """Rows that were brought to this process."""

    rows: list[tuple[Any, ...]]

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; null where there is none."""
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.rows


@dataclass(frozen=True)
class SparkScratch:
    """As `Scratch` says.

    Attributes:
        session: the session, which dbt uses as well.
        prefix: what the names of the schemas begin with.
        work: folder of the build for files.
        temporary: views that are to be dropped.
    """

    session: SparkSession
    prefix: str
    work: Path
    temporary: list[str] = field(default_factory=list)
    engine = Engine.spark

    def execute(self, query: str, /) -> Answer:
        """Ask a query in the SQL of the rules."""
        spelled = SPARK_SQL.translate(query, self.prefix)
        if temporary := re.match(r"create temp table (\w+) as ", spelled):
            # there are no temporary tables, but views that keep what they found
            self.temporary.append(temporary[1])
            spelled = f"cache table {temporary[1]} as {spelled[temporary.end() :]}"
        return Collected([tuple(row) for row in self.session.sql(spelled).collect()])

    def write(self, table: str, connection: duckdb.DuckDBPyConnection, rows: str) -> None:
        """Make a table of rows that DuckDB reads: a Parquet file in the folder of the build."""
        schema, name = table.split(".")
        self._create_schema(schema)
        file = self.work / f"{schema}-{name}.parquet"
        connection.execute(f"copy ({rows}) to {quoted(str(file))} (format parquet)")
        self.session.sql(
            f"create view {self.prefix}{schema}.{name} as select * from parquet.`{file.as_uri()}`"
        )

    def view(self, table: str, query: str) -> None:
        """Make a view of a query in the SQL of the rules."""
        self._create_schema(table.split(".")[0])
        self.execute(f"create view {table} as {query}")

    def tables(self, schema: str) -> dict[str, dict[str, str]]:
        """The tables and views of a schema of somebody else: their columns and DuckDB types."""
        if not self.session.catalog.databaseExists(schema):
            return {}
        return {
            found.name: {
                column.name: KINDS.get(column.dataType.split("(")[0], column.dataType.upper())
                for column in self.session.catalog.listColumns(f"`{schema}`.`{found.name}`")
            }
            for found in self.session.catalog.listTables(schema)
            if not found.isTemporary
        }

    def fetch(self, query: str) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
        """The DuckDB type of each column of a query in the SQL of the rules, and its rows."""
        found = self.session.sql(SPARK_SQL.translate(query, self.prefix))
        kinds = {name: KINDS[kind] for name, kind in found.dtypes}
        return kinds, [tuple(row) for row in found.collect()]

    def drop(self, prefix: str) -> None:
        """Drop every schema whose name begins so."""
        for found in self.session.catalog.listDatabases():
            if found.name.startswith(prefix):
                self.session.sql(f"drop schema {found.name} cascade")

    def _create_schema(self, schema: str) -> None:
        self.session.sql(f"create schema if not exists {self.prefix}{schema}")


@contextmanager
def open_spark(credentials: Credentials, prefix: str, work: Path) -> Iterator[SparkScratch]:
    """The session of Spark for a build.

    Raises:
        EngineError: Spark does not start, or cannot do what it is asked.
    """
    # it makes no frame of pandas
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    session = spark_session(credentials)
    from pyspark.errors import PySparkException

    scratch = SparkScratch(session, prefix, work)
    try:
        yield scratch
    except PySparkException as error:
        said = str(error).strip().partition("\n")[0]
        raise EngineError(f"Spark cannot go on: {said}") from None
    finally:
        for name in scratch.temporary:
            # what it keeps is forgotten as well
            session.catalog.dropTempView(name)
