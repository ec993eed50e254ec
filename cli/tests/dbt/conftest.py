"""Deliveries of two layouts, each built once and computed once more without SQL."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from helpers import random_deliveries
from helpers.compared import LAYOUTS, Compared
from helpers.harness import DbtRun, run_dbt
from helpers.oracle import expected_marts
from helpers.oracle_register import cells_of_register, groups_of_register
from helpers.running import Shared
from segmon.build.dbt_process import build_command


@pytest.fixture(scope="module", params=LAYOUTS)
def compared(request: pytest.FixtureRequest, shared: Shared) -> Compared:
    """A delivery of either layout: built and computed once, whatever files of tests look at it."""
    layout: str = request.param

    def make(folder: Path) -> None:
        rng = np.random.default_rng(20240229)
        towns = random_deliveries.municipalities(rng)
        sites = random_deliveries.schools(rng, towns)
        groups = None
        if layout == "register":
            pupils = random_deliveries.pupils(rng, sites)
            groups = groups_of_register(pupils)
            facts, cells = {"pupils": pupils}, cells_of_register(groups)
        else:
            cells = random_deliveries.school_counts(rng, sites)
            facts = {"school_counts": cells}
        delivery = folder / "delivery"
        random_deliveries.deliver(delivery, schools=sites, municipalities=towns, **facts)
        run_dbt(folder / "build", layout, build_command(), delivery)
        oracle = expected_marts(cells, sites, towns, groups)
        (folder / "oracle.pickle").write_bytes(pickle.dumps(oracle))

    folder = shared(f"dbt_{layout}", make)
    run = DbtRun(folder / "build")
    assert not run.said, run.said
    return Compared(layout, run, pickle.loads((folder / "oracle.pickle").read_bytes()))
