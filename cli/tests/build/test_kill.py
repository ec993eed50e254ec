"""A build that is killed: the warehouse is the old or the new one in full, and the next build ends.

Most builds take the work of dbt from an earlier one: what is tried is every step before and after
it. Some are whole, and are killed while dbt works.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from helpers.replay import Replays
from helpers.running import Built, build_up_to, left_beside, wait_until
from helpers.yearly import SECOND, Yearly, copy_warehouse

OLD, NEW = "old", "new"
#: Where the process kills itself, in the order of a build, and what is published then.
POINTS = [
    ("segmon.build.run.build_log before", OLD),
    ("segmon.build.run.read_published after", OLD),
    ("segmon.build.folder.BuildFolder.clean before", OLD),
    ("segmon.build.run.project_vars before", OLD),
    ("segmon.build.read.find_delivery before", OLD),
    ("segmon.build.read.load_kept before", OLD),
    ("segmon.build.read.load_kept after", OLD),
    ("segmon.build.make.check_found after", OLD),
    ("segmon.build.run.check_marts before", OLD),
    ("segmon.build.run.write_store before", OLD),
    ("segmon.build.run.write_store after", OLD),
    ("segmon.build.publish.write_ops before", OLD),
    ("segmon.build.publish.write_ops after", OLD),
    ("segmon.build.run.prepare after", OLD),
    ("segmon.build.run.publish before", OLD),
    # the page is renamed first, then the store, then the warehouse
    ("pathlib.Path.replace after 2", OLD),
    ("pathlib.Path.replace before 3", OLD),
    ("pathlib.Path.replace after 3", NEW),
    ("segmon.build.run.publish after", NEW),
    ("segmon.build.folder.BuildFolder.clean after 2", NEW),
    ("segmon.build.run.BuildResult before", NEW),
]


@pytest.fixture
def job(yearly: Yearly, register_build: Built, tmp_path: Path) -> dict[str, object]:
    """The build of a year that changes the marts and keeps another year."""
    return {
        "delivery": yearly.delivery("changed"),
        "warehouse": copy_warehouse(register_build.warehouse, tmp_path / "warehouse"),
        "recorded": yearly.recording("changed"),
        "school_years": [SECOND],
    }


@pytest.fixture(scope="module")
def exports(yearly: Yearly, register_build: Built) -> dict[str, dict[str, bytes]]:
    """The marts as they were, and as they will be."""
    both = {OLD: register_build.export(), NEW: yearly.after("changed").export()}
    assert both[OLD] != both[NEW]
    return both


def published(warehouse: Path, exports: dict[str, dict[str, bytes]]) -> str:
    """Which of the two is published; it must be one in full, and its own schema `ops` say so."""
    (found,) = [name for name, files in exports.items() if files == Built(warehouse).export()]
    ((n_builds,),) = Built(warehouse).rows("select count(*) from ops.build_manifest")
    assert n_builds == (1 if found == OLD else 2)
    return found


def assert_recovers(
    job: dict[str, object], replays: Replays, exports: dict[str, dict[str, bytes]]
) -> None:
    """The next build publishes, and leaves nothing of the one that was killed."""
    warehouse = Path(str(job["warehouse"]))
    assert replays({**job, "point": None, "seconds": None}) == [0]
    assert published(warehouse, exports) == NEW
    assert left_beside(warehouse) == {"lock", "store"}
    ((build_id,),) = Built(warehouse).rows(
        "select build_id from ops.build_manifest where is_current"
    )
    assert (warehouse.with_name("segmon.builds") / f"store-{build_id}.duckdb").is_file()


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        # what a reader sees changes around a rename
        pytest.param(*it, marks=() if "Path.replace" in it[0] else pytest.mark.nightly, id=it[0])
        for it in POINTS
    ],
)
def test_killed_at_a_step(
    point: str,
    shown: str,
    job: dict[str, object],
    replays: Replays,
    exports: dict[str, dict[str, bytes]],
) -> None:
    assert replays({**job, "point": point}) == [-signal.SIGKILL]
    assert published(Path(str(job["warehouse"])), exports) == shown
    assert_recovers(job, replays, exports)


@pytest.mark.nightly
@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.3])
def test_killed_at_any_moment(
    seconds: float, job: dict[str, object], replays: Replays, exports: dict[str, dict[str, bytes]]
) -> None:
    (code,) = replays({**job, "seconds": seconds})
    shown = published(Path(str(job["warehouse"])), exports)
    # a fast machine may be done by then
    assert (code, shown) in ((-signal.SIGKILL, OLD), (-signal.SIGKILL, NEW), (0, NEW))
    assert_recovers(job, replays, exports)


def children(process: int) -> set[int]:
    """Child processes of a process."""
    found = set()
    for task in Path(f"/proc/{process}/task").iterdir():
        found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def is_running(process: int) -> bool:
    """Whether a process does anything still."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize(
    "step",
    [
        "model stg_",
        *(
            pytest.param(step, marks=pytest.mark.nightly)
            for step in ("delivered:", "meets", "model segregation_national")
        ),
    ],
)
def test_killed_while_dbt_works(
    step: str, job: dict[str, object], replays: Replays, exports: dict[str, dict[str, bytes]]
) -> None:
    warehouse = Path(str(job["warehouse"]))
    process = build_up_to(
        *(step, warehouse, "--input", str(job["delivery"])),
        *("--school-year", SECOND, "--quiet"),
    )
    workers = children(process.pid)
    assert len(workers) == 1
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    # dbt does not go on without its parent
    wait_until(lambda: not any(map(is_running, workers)))
    assert published(warehouse, exports) == OLD
    assert_recovers(job, replays, exports)
