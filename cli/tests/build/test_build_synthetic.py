"""Invented years are published as such, and never next to years that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.deliveries import YEARS, register_tables, write_delivery
from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.errors import UsageError
from segmon.markers import MARKER_FILE, MARKER_TEXT
from segmon.progress import quiet
from segmon.published.provenance import read_provenance
from segmon.published.warehouse import open_warehouse

FIRST, SECOND = YEARS


def delivery(folder: Path, *, is_synthetic: bool) -> Path:
    """The hand-made register; where it is invented, it says so as a folder of CSV does."""
    write_delivery(register_tables(), folder)
    if is_synthetic:
        (folder / MARKER_FILE).write_text(MARKER_TEXT)
    return folder


def published(warehouse: Path) -> tuple[list[str], bool]:
    """School years of a warehouse, and whether it says that any of it is invented."""
    with open_warehouse(warehouse) as connection:
        years = connection.execute("select school_year from ops.published_years order by 1")
        return [str(year) for (year,) in years.fetchall()], read_provenance(connection).is_synthetic


def test_invented_years_are_kept_by_invented_ones_only(tmp_path: Path) -> None:
    warehouse = tmp_path / "segmon.duckdb"
    invented = delivery(tmp_path / "invented", is_synthetic=True)
    real = delivery(tmp_path / "real", is_synthetic=False)

    def add(folder: Path, year: str) -> tuple[list[str], bool]:
        build(folder, "register", warehouse, quiet, BuildOptions(school_years=(year,)))
        return published(warehouse)

    assert add(invented, FIRST) == ([FIRST], True)
    assert add(invented, SECOND) == ([FIRST, SECOND], True)
    assert add(real, SECOND) == ([SECOND], False)
    # real years stay, whatever comes next to them; then all of it is said to be invented
    assert add(invented, FIRST) == ([FIRST, SECOND], True)
    with pytest.raises(UsageError, match="not synthetic"):
        build(real, "register", warehouse, quiet, BuildOptions(is_demonstration=True))
    assert add(real, FIRST) == ([FIRST, SECOND], False)
