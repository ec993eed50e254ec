"""What is wrong in the marts and is for dbt to find: shares that do not add to 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from helpers.harness import DATABASE
from helpers.yearly import Yearly
from segmon.build.dbt_process import DbtProcess
from segmon.errors import BuildError

#: What is done to the marts, by the dbt test that finds it.
SPOILED = {
    "group_shares_add_up": "update marts.group_distribution set share = share / 2"
    " where group_code = 'low' and area_code = 'GM0363'",
    "composition_adds_up": "delete from marts.category_composition"
    " where group_code = 'low' and category_code = 'all' and area_code = 'GM0363'",
}


def test_shares_that_do_not_add_to_1_are_found(yearly: Yearly, tmp_path: Path) -> None:
    database = tmp_path / DATABASE
    shutil.copyfile(yearly.recording("refreshed") / "dbt.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        for change in SPOILED.values():
            assert connection.execute(change).fetchone() not in (None, (0,))
    statuses: dict[str, str] = {}
    dbt = DbtProcess(tmp_path, database, "register")
    try:
        with pytest.raises(BuildError, match="dbt failed"):
            dbt.run(
                ["test", "--select", *SPOILED],
                lambda node: statuses.update({node["node"]: node["status"]}),
            )
    finally:
        dbt.stop()
    assert statuses == dict.fromkeys(SPOILED, "fail")
