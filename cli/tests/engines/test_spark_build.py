"""A build whose pupils Spark checks and counts publishes what DuckDB's does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engines.test_dialects import TELLING, Ask, differences
from engines.test_postgres_rules import CASES, judged_here, judged_there, spoiled
from helpers.deliveries import Form, register_tables, write_delivery
from helpers.running import Built, build_delivery
from helpers.spark import load_spark
from helpers.spoils import TABLES
from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.database import connect
from segmon.engines.profiles import Engine, read_credentials
from segmon.engines.spark_scratch import SparkScratch, open_spark
from segmon.errors import DeliveryError
from segmon.progress import quiet
from segmon.synth import synthesise

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def build_on_spark(delivery: Path | None, warehouse: Path, source: str = "") -> Built:
    """Build a register in this process, which has the session."""
    options = BuildOptions(target="spark", source=source)
    build(delivery, "register", warehouse, quiet, options)
    return Built(warehouse)


def schemas(spark: SparkSession) -> set[str]:
    """The schemas that are there."""
    return {found.name for found in spark.catalog.listDatabases()}


def test_files(spark: SparkSession, tmp_path: Path) -> None:
    register = tmp_path / "register"
    synthesise(register, scale=0.02)
    expected = build_delivery(register, "register", tmp_path / "here" / "segmon.duckdb")
    built = build_on_spark(register, tmp_path / "there" / "segmon.duckdb")
    assert built.export() == expected.export()
    assert built.rows("select engine from ops.build_manifest") == [("spark",)]
    assert schemas(spark) == {"default"}


def test_tables(spark: SparkSession, register_build: Built, tmp_path: Path) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    load_spark(spark, delivery, "register", tmp_path, "raw")
    try:
        built = build_on_spark(None, tmp_path / "there" / "segmon.duckdb", "raw")
        assert built.export() == register_build.export()
        assert schemas(spark) == {"default", "raw"}
        with pytest.raises(DeliveryError, match="has no table school_counts of layout counts"):
            options = BuildOptions(target="spark", source="raw")
            build(None, "counts", built.warehouse, quiet, options)
    finally:
        spark.sql("drop schema raw cascade")


@pytest.fixture
def scratch(spark: SparkSession, tmp_path: Path) -> Iterator[SparkScratch]:
    """Schemas for one delivery."""
    with open_spark(read_credentials(Engine.spark), "case_", tmp_path) as scratch:
        assert scratch.session is spark
        yield scratch
        scratch.drop("case_")


@pytest.mark.parametrize("layout", TABLES)
def test_faults_together(layout: str, scratch: SparkScratch, tmp_path: Path) -> None:
    # every third one, as each gives a finding of its own
    chosen = [case for case in CASES if case.layout == layout][::3]
    found = spoiled(tmp_path / "delivery", layout, chosen, Form.csv)
    expected = judged_here(found)
    assert any(judged.blocks for judged in expected)
    assert judged_there(found, scratch) == expected


@pytest.fixture
def duck() -> Iterator[Ask]:
    """DuckDB, for which the rules are written."""
    with connect() as connection:
        yield lambda query: connection.execute(query).fetchall()


#: Java knows fewer of the letters that scripts were given lately.
OLD_VALUES = st.sampled_from(TELLING) | st.text(
    st.characters(exclude_characters="\0", max_codepoint=0x24FF), max_size=12
)


@given(st.lists(OLD_VALUES, min_size=1, max_size=40))
@example([None, *TELLING])
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rules_agree(duck: Ask, scratch: SparkScratch, values: list[str | None]) -> None:
    assert differences(values, duck, lambda query: scratch.execute(query).fetchall()) == []
