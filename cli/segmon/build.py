"""The build: check the delivery, run the models and their tests, publish."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmon.database import connect
from segmon.errors import UsageError, writing
from segmon.publish import publish
from segmon.quality import CheckedDelivery, check_delivery
from segmon.runner import DbtProcess, build_command

#: Called with the step and the part of the build that is done, in [0, 1].
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class BuildResult:
    """What a build read and wrote.

    Attributes:
        warehouse: the published file.
        checked: the delivery and its rows.
        marts: rows of each published table.
        n_models: models that were built.
        n_tests: dbt tests that passed.
        seconds: wall time of each step.
    """

    warehouse: Path
    checked: CheckedDelivery
    marts: dict[str, int]
    n_models: int
    n_tests: int
    seconds: dict[str, float]


def build(
    folder: Path, layout: str, warehouse: Path, progress: Progress, focus: Sequence[str] = ()
) -> BuildResult:
    """Build the marts of a delivery and publish them.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        warehouse: the file to publish to; what it holds stays as it is unless all goes well.
        progress: told of each step.
        focus: municipality codes of the focus cities; empty for those of the seed.

    Raises:
        UsageError: the folder does not exist.
        DeliveryError: the delivery breaks a rule.
        BuildError: a model or a test failed.
    """
    warehouse = warehouse.resolve()
    if not folder.is_dir():
        raise UsageError(f"the delivery {folder} is not a folder")
    if warehouse.is_dir():
        raise UsageError(f"the warehouse {warehouse} is a folder; name a file")
    with writing(warehouse.parent):
        warehouse.parent.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    with _workspace(warehouse) as workspace:
        database = workspace / "segmon.duckdb"
        dbt = DbtProcess(workspace, database, layout, focus)
        try:
            with _timed(seconds, "check"):
                progress("checking the delivery", 0.05)
                checked = check_delivery(folder, layout)
                with connect(database) as connection:
                    checked.delivery.load(connection)
            with _timed(seconds, "models"):
                nodes = dbt.run(build_command(layout), _node_counter(progress))
        finally:
            dbt.stop()
        with _timed(seconds, "publish"):
            progress("publishing", 0.97)
            marts = publish(database, warehouse)
    progress("done", 1.0)
    kinds = [node["kind"] for node in nodes]
    return BuildResult(
        warehouse, checked, marts, kinds.count("model"), kinds.count("test"), seconds
    )


@contextmanager
def _workspace(warehouse: Path) -> Iterator[Path]:
    # beside the warehouse, so that publishing is a rename within one file system
    with writing(warehouse.parent):
        folder = Path(tempfile.mkdtemp(prefix=".segmon-build-", dir=warehouse.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - start, 3)


def _node_counter(progress: Progress) -> Callable[[dict[str, str]], None]:
    n_finished = 0

    def on_node(node: dict[str, Any]) -> None:
        nonlocal n_finished
        n_finished += 1
        # the number of nodes is not known beforehand: approach the end, never reach it
        progress(f"{node['kind']} {node['node']}", 0.95 - 0.75 * 0.97**n_finished)

    return on_node
