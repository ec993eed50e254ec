"""A session of Apache Spark of the tests' own, whose tables are gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.engines import Mart, family
from segmon.database import connect, quoted
from segmon.delivery.find import find_delivery
from segmon.delivery.open import open_delivery

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def spark_is_there() -> bool:
    """Whether Spark and the Java that it needs are installed."""
    return bool(find_spec("pyspark") and shutil.which("java"))


@contextmanager
def running_session(folder: Path) -> Iterator[SparkSession]:
    """Start the session that dbt takes as well, with its tables in a folder, and stop it."""
    from segmon.engines.profiles import Engine, read_credentials
    from segmon.engines.spark import spark_session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGMON_SPARK_WAREHOUSE", str(folder / "warehouse"))
        patch.setenv("SEGMON_SPARK_METASTORE", str(folder / "metastore"))
        session = spark_session(read_credentials(Engine.spark))
        try:
            yield session
        finally:
            session.stop()


def load_spark(
    session: SparkSession, folder: Path, layout: str, files: Path, schema: str = "delivery"
) -> None:
    """Put a delivery in a new schema of Spark: DuckDB reads the files and writes Parquet.

    Args:
        session: the session.
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        files: where the Parquet files are kept, which the tables are made of.
        schema: the schema, which is made.
    """
    session.sql(f"create schema {schema}")
    with connect() as source:
        opened = open_delivery(source, find_delivery(folder, layout))
        for table in [*(table.name for table in opened.tables), "rejected_counts"]:
            place = files / schema / table
            place.mkdir(parents=True)
            target = quoted(str(place / "rows.parquet"))
            source.execute(f"copy (from delivery.{table}) to {target} (format parquet)")
            session.sql(f"create table {schema}.{table} using parquet location '{place}'")


def spark_marts(session: SparkSession, schema: str = "marts") -> dict[str, Mart]:
    """The marts of Spark, or the tables and views of another schema."""
    marts = {}
    for table in session.catalog.listTables(schema):
        frame = session.table(f"{schema}.{table.name}")
        columns = {name: family(kind) for name, kind in frame.dtypes}
        marts[table.name] = Mart(columns, [tuple(row) for row in frame.collect()])
    return marts
