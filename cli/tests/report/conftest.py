"""What tests of a page share: the browser, and a build with a suppressed cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.browsers import launched
from helpers.deliveries import counts_tables, write_delivery
from helpers.running import Built, Shared, build_delivery


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="session")
def suppressed_build(shared: Shared) -> Built:
    """The delivery in layout counts, with a suppressed cell in Amsterdam in the first year."""

    def make(folder: Path) -> None:
        tables = counts_tables()
        tables["school_counts"].loc[0, "n_pupils"] = "<5"
        delivery = write_delivery(tables, folder / "delivery")
        build_delivery(delivery, "counts", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("suppressed", make) / "warehouse" / "segmon.duckdb")
