"""What dbt made of the hand-made delivery, for tests of the marts' door."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from helpers.yearly import Yearly


@pytest.fixture
def database(yearly: Yearly, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What dbt made of the hand-made delivery, ready to be spoiled."""
    file = tmp_path / "segmon.duckdb"
    shutil.copyfile(yearly.recording("refreshed") / "dbt.duckdb", file)
    with duckdb.connect(str(file)) as connection:
        yield connection
