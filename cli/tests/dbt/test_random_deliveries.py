"""Random deliveries, many in one: whatever they hold, figures are figures and no pupil is lost."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import random_deliveries
from helpers.deliveries import write_query
from helpers.harness import DATABASE, SETTINGS, DbtRun, kept_models, run_dbt
from segmon.build.dbt_process import build_command
from segmon.delivery.find import find_delivery
from segmon.delivery.open import open_delivery
from segmon.exports.formats import MartsFormat
from segmon.exports.marts_files import write_marts
from segmon.project import project_dir

N_DELIVERIES = 8
Tables = dict[str, pd.DataFrame]


def random_tables() -> Tables:
    """Random registers after one another in time, none of which touches the next."""
    parts: dict[str, list[pd.DataFrame]] = {"pupils": [], "schools": [], "municipalities": []}
    for number in range(N_DELIVERIES):
        rng = np.random.default_rng([2026, number])
        towns = random_deliveries.municipalities(rng)
        sites = random_deliveries.schools(rng, towns)
        pupils = random_deliveries.pupils(rng, sites)
        first = 1950 + 8 * number
        years = {
            year: f"{first + int(year[:4]) - 2016}-{first + int(year[:4]) - 2015}"
            for year in random_deliveries.YEARS
        }
        for name, frame in (("pupils", pupils), ("schools", sites), ("municipalities", towns)):
            parts[name].append(frame.assign(school_year=frame["school_year"].map(years)))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return random_tables()


@pytest.fixture(scope="module")
def run(tables: Tables, shared: Callable[[str, Callable[[Path], None]], Path]) -> DbtRun:
    def make(folder: Path) -> None:
        random_deliveries.deliver(folder / "delivery", **tables)
        run_dbt(folder / "build", "register", build_command(), folder / "delivery")

    run = DbtRun(shared("random", make) / "build")
    assert not run.said, run.said
    return run


def test_every_figure_is_a_figure(run: DbtRun) -> None:
    with run.connect() as connection:
        n_values = assert_figures(connection)
    # what cannot be defined here is not the test of anything
    bounded = ("value", "share", "missing_share", "dissimilarity")
    assert all(n for (_, column), n in n_values.items() if column in bounded), n_values


#: Bounds of a column as SQL; an index has its own, and a mean regardless of size no highest.
BOUNDS = {
    "value": ("lowest_value", "highest_value"),
    **dict.fromkeys(("share", "missing_share", "dissimilarity"), ("0", "1")),
    "category_contribution.dissimilarity": (
        "0",
        "case when definition <> 'size_neutral' then 1 end",
    ),
}


def assert_figures(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """No figure is NaN or infinite, none is out of its bounds; how many there are."""
    n_values = {}
    doubles = connection.execute(
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'marts' and data_type = 'DOUBLE'"
    ).fetchall()
    assert len(doubles) > 10
    for mart, column in doubles:
        bounds = BOUNDS.get(column, ("null", "null"))
        lowest, highest = BOUNDS.get(f"{mart}.{column}", bounds)
        joined = "left join marts.dim_index using (index_code)" if column == "value" else ""
        values = connection.execute(
            f'select "{column}", coalesce("{column}" >= {lowest}, true)'
            f' and coalesce("{column}" <= {highest}, true)'
            f' from marts.{mart} {joined} where "{column}" is not null'
        ).fetchall()
        n_values[mart, column] = len(values)
        assert all(math.isfinite(value) for value, _ in values), (mart, column)
        assert all(is_within for _, is_within in values), (mart, column)
    return n_values


def test_no_pupil_is_lost(run: DbtRun, tables: Tables) -> None:
    with run.connect() as connection:
        assert_nobody_is_lost(connection, tables["pupils"])


def assert_nobody_is_lost(connection: duckdb.DuckDBPyConnection, pupils: pd.DataFrame) -> None:
    """Every monitored pupil is counted once, for each characteristic."""
    project = yaml.safe_load((project_dir() / "dbt_project.yml").read_text(encoding="utf-8"))
    monitored = pupils[
        (pupils["sector"] == "po") | pupils["grade"].isin(project["vars"]["vo_grades"])
    ]
    delivered = monitored.groupby(["school_year", "sector"]).size().to_dict()
    waist = connection.execute(
        "select school_year, sector, characteristic,"
        " sum(n_first + n_middle + n_third + n_missing)"
        " from intermediate.int_school_group_counts group by all"
    ).fetchall()
    coverage = connection.execute(
        "select school_year, sector, characteristic, n_pupils, n_known + n_missing"
        " from marts.data_coverage"
    ).fetchall()
    assert len(waist) == len(coverage) == 3 * len(delivered)
    for year, sector, characteristic, n_pupils in waist:
        assert n_pupils == delivered[year, sector], (year, sector, characteristic)
    for year, sector, characteristic, *counts in coverage:
        assert counts == [delivered[year, sector]] * 2, (year, sector, characteristic)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(number=st.integers(0, 2**32 - 1))
def test_any_delivery_gives_figures_and_loses_nobody(run: DbtRun, number: int) -> None:
    rng = np.random.default_rng(number)
    towns = random_deliveries.municipalities(rng)
    sites = random_deliveries.schools(rng, towns)
    pupils = random_deliveries.pupils(rng, sites)
    with TemporaryDirectory() as folder:
        shutil.copy(run.folder / DATABASE, folder)
        frames = {"pupils": pupils, "schools": sites, "municipalities": towns}
        delivery = random_deliveries.deliver(Path(folder) / "delivery", **frames)
        with duckdb.connect(str(Path(folder) / DATABASE), config=SETTINGS) as connection:
            connection.execute("drop schema delivery cascade")
            open_delivery(connection, find_delivery(delivery, "register"))
            for model in kept_models(run.manifest):
                table = f'"{model["schema"]}"."{model["name"]}"'
                query = run.compiled(model["name"])
                connection.execute(f"create or replace table {table} as {query}")
            assert_figures(connection)
            assert_nobody_is_lost(connection, pupils)


def exported(run: DbtRun) -> dict[str, bytes]:
    """The marts as files."""
    with TemporaryDirectory() as out, run.connect() as connection:
        files = write_marts(connection, MartsFormat.parquet, Path(out))
        return {file.name: file.read_bytes() for file in files.values()}


def test_the_order_of_rows_and_files_changes_no_byte(
    run: DbtRun, tables: Tables, tmp_path: Path
) -> None:
    permuted = {name: frame.sample(frac=1, random_state=7) for name, frame in tables.items()}
    delivery = random_deliveries.deliver(tmp_path / "delivery", **permuted)
    (delivery / "pupils.csv").unlink()
    (delivery / "pupils").mkdir()
    pupils = permuted["pupils"]
    # parts of unequal size, the names of which say nothing of their order
    for name, part in (("b", pupils[:100]), ("c", pupils[100:9000]), ("a", pupils[9000:])):
        assert len(part)
        write_query("from part", delivery / "pupils" / f"{name}.parquet", part=part)
    other = run_dbt(tmp_path / "build", "register", build_command(), delivery)
    assert not other.said, other.said
    found, expected = exported(other), exported(run)
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []
