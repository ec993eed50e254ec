"""Every figure is the same to the last bit, whatever the order of rows and number of threads."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from helpers.harness import DATABASE, SETTINGS, DbtRun, kept_models

SHUFFLED = """
    create table delivery.shuffled as
    select * from delivery.pupils order by hash(pupil_id || school_year || '{seed}');
    drop view delivery.pupils;
    alter table delivery.shuffled rename to pupils
"""


@pytest.mark.parametrize(("threads", "seed"), [(1, "one order"), (4, "another")])
def test_order_and_threads_do_not_show(
    register_run: DbtRun, tmp_path: Path, threads: int, seed: str
) -> None:
    shutil.copy(register_run.folder / DATABASE, tmp_path)
    models = kept_models(register_run.manifest)
    assert len(models) > 20
    different = {}
    with duckdb.connect(str(tmp_path / DATABASE), config={**SETTINGS, "threads": threads}) as again:
        again.execute("set preserve_insertion_order = false")
        again.execute(SHUFFLED.format(seed=seed))
        for model in models:
            table = f'"{model["schema"]}"."{model["name"]}"'
            again.execute(f"create temp table before as from {table}")
            compiled = register_run.compiled(model["name"])
            again.execute(f"create or replace table {table} as {compiled}")
            (count,) = again.execute(
                f"select count(*) from ((from before except all from {table})"
                f" union all (from {table} except all from before))"
            ).fetchall()[0]
            again.execute("drop table before")
            if count:
                different[model["name"]] = count
    assert not different
