"""What is published into Spark: values, comments, what is kept of before, and what is refused."""

from __future__ import annotations

import json
import shutil
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from helpers.running import Built, Segmon
from helpers.spark import running_session, spark_is_there
from segmon.engines.profiles import Engine
from segmon.engines.publication import Destination, Publication
from segmon.engines.publish import publish, try_out
from segmon.errors import EngineError
from segmon.project import project_dir

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.skipif(not spark_is_there(), reason="Spark, or Java, is not installed")

Rows = dict[str, list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with running_session(tmp_path_factory.mktemp("spark")) as started:
        yield started


def publish_from(warehouse: Path, prefix: str) -> Publication:
    return publish(Destination(Engine.spark, prefix, "nobody"), warehouse, lambda holder: None)


def plain(rows: list[Any]) -> list[tuple[str, ...]]:
    return sorted(
        tuple(struct.pack("d", v).hex() if isinstance(v, float) else repr(v) for v in row)
        for row in rows
    )


def rows_there(session: SparkSession, prefix: str) -> Rows:
    return {
        f"{schema}.{table.name}": plain(session.table(f"{prefix}{schema}.{table.name}").collect())
        for schema in ("marts", "ops")
        for table in session.catalog.listTables(f"{prefix}{schema}")
    }


def rows_of(warehouse: Path) -> Rows:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        return {
            f"{schema}.{table}": plain(connection.execute(f"from {schema}.{table}").fetchall())
            for schema, table in tables.fetchall()
        }


def kept(session: SparkSession, prefix: str) -> list[str]:
    names = [database.name for database in session.catalog.listDatabases()]
    return sorted(name for name in names if name.startswith(f"{prefix}segmon_build_"))


def slim(warehouse: Path, copy: Path, sql: str = "") -> Path:
    """A copy of a warehouse with few tables, as each takes Spark a second; changed by more SQL."""
    shutil.copy(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_tables() where table_name not in"
            " ('data_coverage', 'segregation_national', 'build_manifest')"
        ).fetchall():
            connection.execute(f"drop table {schema}.{table}")
        connection.execute(sql or "select 1")
    return copy


@pytest.fixture(scope="module")
def builds(
    tmp_path_factory: pytest.TempPathFactory, register_build: Built, one_year_build: Built
) -> tuple[Path, Path]:
    """Two small warehouses of different builds."""
    folder = tmp_path_factory.mktemp("slim")
    return (
        slim(register_build.warehouse, folder / "one.duckdb"),
        slim(one_year_build.warehouse, folder / "two.duckdb"),
    )


def test_every_table_is_there_to_the_last_bit(session: SparkSession, register_build: Built) -> None:
    published = publish_from(register_build.warehouse, "full_")
    expected = rows_of(register_build.warehouse)
    assert rows_there(session, "full_") == expected
    assert published.notes == []
    counts = {f"full_{name}": len(rows) for name, rows in expected.items()}
    assert published.tables == counts
    comments = {
        row.col_name: row.comment
        for row in session.sql("describe full_marts.data_coverage").collect()
    }
    assert comments == dict(
        register_build.rows(
            "select column_name, comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = 'data_coverage'"
        )
    )


def test_publications_follow_one_another(session: SparkSession, builds: tuple[Path, Path]) -> None:
    """The tables of the publication before stay, older ones go, views of readers stay."""
    one, two = builds
    publish_from(one, "a_")
    (first,) = kept(session, "a_")
    session.sql("create view default.mine as select count(*) as n from a_marts.data_coverage")
    publish_from(two, "a_")
    assert rows_there(session, "a_") == rows_of(two)
    _, second = kept(session, "a_")
    n_rows = len(rows_of(two)["marts.data_coverage"])
    assert session.sql("select n from default.mine").collect()[0].n == n_rows
    # one that was killed before it switched a view
    killed = f"{second[:-6]}ffffff"
    session.sql(f"create schema {killed}")
    publish_from(one, "a_")
    assert first not in kept(session, "a_")
    assert second in kept(session, "a_")
    publish_from(one, "a_")
    # the last, the one before, and none that was killed
    assert len(kept(session, "a_")) == 2
    assert killed not in kept(session, "a_")
    # another monitor
    publish_from(two, "b_")
    assert rows_there(session, "a_") == rows_of(one)
    assert rows_there(session, "b_") == rows_of(two)


def test_texts_and_doubles_of_every_kind(
    session: SparkSession, register_build: Built, tmp_path: Path
) -> None:
    warehouse = slim(
        register_build.warehouse,
        tmp_path / "odd.duckdb",
        r"""
        create table marts.odd (n bigint, name varchar, value double, day date, small integer);
        comment on column marts.odd.name is 'it''s a \ "sign"';
        insert into marts.odd (n, name) values
            (1, ''), (2, null), (3, '"'), (4, chr(10)), (5, '\'), (6, '😀'), (7, ' é '), (8, '''');
        insert into marts.odd (n, value) values
            (20, 'inf'), (21, '-inf'), (22, 'nan'), (23, '-0.0'), (24, 5e-324), (25, 0.1 + 0.2);
        insert into marts.odd (n, day, small) values (30, date '1999-02-28', -2147483648);
        """,
    )
    publish_from(warehouse, "odd_")
    assert rows_there(session, "odd_") == rows_of(warehouse)
    described = session.sql("describe odd_marts.odd").collect()
    assert [row.comment for row in described if row.col_name == "name"] == ['it\'s a \\ "sign"']


def test_what_is_refused(
    session: SparkSession, register_build: Built, builds: tuple[Path, Path], tmp_path: Path
) -> None:
    """And nothing is left of it."""
    try_out(Destination(Engine.spark, "c_", "nobody"))
    session.sql("create table c_marts.data_coverage (n int) using parquet")
    with pytest.raises(EngineError, match=r"c_marts\.data_coverage in Spark is a table"):
        publish_from(builds[0], "c_")
    session.sql("drop table c_marts.data_coverage")
    odd = slim(
        register_build.warehouse,
        tmp_path / "odd.duckdb",
        "create table marts.odd (n interval)",
    )
    with pytest.raises(EngineError, match="has type INTERVAL, which has no match"):
        publish_from(odd, "c_")
    assert kept(session, "c_") == []
    assert rows_there(session, "c_") == {}
    publish_from(builds[0], "c_")
    synthetic = slim(
        register_build.warehouse,
        tmp_path / "synthetic.duckdb",
        "update ops.build_manifest set is_synthetic = true",
    )
    with pytest.raises(EngineError, match="the figures of a delivery"):
        publish_from(synthetic, "c_")
    fewer = slim(
        register_build.warehouse, tmp_path / "fewer.duckdb", "drop table marts.data_coverage"
    )
    assert publish_from(fewer, "c_").notes == [
        "c_marts.data_coverage is not of this build; it is as it was"
    ]


def test_readers_always_find_a_table(session: SparkSession, builds: tuple[Path, Path]) -> None:
    """Each view shows one build or the other while it is switched."""
    one, two = builds
    publish_from(two, "d_")
    expected = {len(rows_of(file)["marts.data_coverage"]) for file in builds}
    assert len(expected) == 2
    seen, done, failures = set(), threading.Event(), list[Exception]()

    def read() -> None:
        while not done.is_set():
            try:
                ((n,),) = session.sql("select count(*) from d_marts.data_coverage").collect()
                seen.add(n)
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    publish_from(one, "d_")
    done.set()
    reader.join()
    assert failures == []
    assert seen <= expected


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A metastore of its own, for commands in processes of their own."""
    return {
        "SEGMON_SPARK_WAREHOUSE": str(tmp_path / "tables"),
        "SEGMON_SPARK_METASTORE": str(tmp_path / "metastore"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


def test_only_the_result_is_on_standard_output(
    builds: tuple[Path, Path], environment: dict[str, str], segmon: Segmon, tmp_path: Path
) -> None:
    """The command in a process of its own, twice in a row."""
    options = ("publish", "--to", "spark", "--warehouse", builds[0], "--json")
    for _ in range(2):
        run = segmon(*options, env=environment)
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout)["tables"]["marts.data_coverage"] > 0
        assert run.stderr == ""
    assert {file.name for file in tmp_path.iterdir()} == {"tables", "metastore"}


def test_spark_that_does_not_start_says_why(builds: tuple[Path, Path], segmon: Segmon) -> None:
    run = segmon(
        *("publish", "--to", "spark", "--warehouse", builds[0]),
        env={"SEGMON_SPARK_MASTER": "nonsense", "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert run.returncode == 3
    assert run.stderr.startswith("error: Spark does not start (nonsense): ")
    assert "Master must either be yarn or start with spark" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_dbt_by_hand(environment: dict[str, str], segmon: Segmon) -> None:
    delivery = project_dir() / "examples" / "counts"
    load = ("--input", delivery, "--layout", "counts")
    # the second load takes the place of the first
    for _ in range(2):
        done = segmon("dbt", *load, "--target", "spark", env=environment)
        assert done.returncode == 0, done.stderr
    run = ("run", "--select", "+stg_schools")
    done = segmon("dbt", "--target", "spark", "--", *run, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = "select count(*) as n_schools from {{ ref('stg_schools') }}"
    show = ("show", "--quiet", "--output", "json", "--inline", counted)
    done = segmon("dbt", "--target", "spark", "--", *show, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"n_schools": 20' in done.stdout
