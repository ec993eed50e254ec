"""What is wrong in tables and is for dbt to find: shares that do not add to 1, keys, codes."""

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
    "keys_of_marts": "insert into marts.segregation_national from marts.segregation_national"
    " where school_year = '2022-2023' and sector = 'po' and characteristic = 'income'"
    " and index_code = 'dissimilarity'",
    "keys_before_marts": "update seeds.characteristics set group_position = 'second'"
    " where group_code = 'middle'",
}
#: How the broken rows are told.
SAID = (
    "test keys_of_marts: Got 1 result, configured to fail if != 0\n"
    "    table_name segregation_national, table_key 2022-2023 po income NL dissimilarity, n_rows 2",
    "    table_name characteristics, table_key income middle, n_rows 1",
)


def test_what_is_wrong_is_found_and_named(yearly: Yearly, tmp_path: Path) -> None:
    database = tmp_path / DATABASE
    shutil.copyfile(yearly.recording("refreshed") / "dbt.duckdb", database)
    with duckdb.connect(str(database)) as connection:
        for change in SPOILED.values():
            assert connection.execute(change).fetchone() not in (None, (0,))
    statuses: dict[str, str] = {}
    dbt = DbtProcess(tmp_path, database, {"layout": "register"})
    try:
        with pytest.raises(BuildError, match="dbt failed") as failure:
            dbt.run(
                ["test", "--select", *SPOILED],
                lambda node: statuses.update({node["node"]: node["status"]}),
            )
    finally:
        dbt.stop()
    assert statuses == dict.fromkeys(SPOILED, "fail")
    assert all(said in str(failure.value) for said in SAID), str(failure.value)
