"""Running the command line and builds, and what they leave."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.exports.formats import MartsFormat
from segmon.exports.marts_files import write_marts
from segmon.progress import quiet
from segmon.published.warehouse import open_warehouse

#: What the fixtures of these names are.
Segmon = Callable[..., subprocess.CompletedProcess[str]]
Deliver = Callable[..., Path]
Shared = Callable[[str, Callable[[Path], None]], Path]
Golden = Callable[[str, str], None]

#: The command of the environment that runs the tests, whatever its ending.
COMMAND = Path(shutil.which("segmon", path=Path(sys.executable).parent) or "segmon")
#: Seconds after which something has surely come to a halt, however busy the machine is.
PATIENCE = 1800
#: Endings of what builds leave for people.
LOGS = (".log", ".html", ".dbt")


def run_segmon(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, without what their shell happens to hold."""
    clean = {name: v for name, v in os.environ.items() if not name.startswith("SEGMON_")}
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        cwd=cwd,
        env={**clean, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for as long as a busy machine may take."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def build_up_to(step: str, warehouse: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    """Start a build and wait until its log has a line with a step; it goes on meanwhile."""
    builds = warehouse.with_name(f"{warehouse.stem}.builds")
    earlier = set(builds.glob("*.log"))
    process = subprocess.Popen(
        [COMMAND, "build", "--layout", "register", "--warehouse", warehouse, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def is_there() -> bool:
        assert process.poll() is None
        return any(step in log.read_text() for log in set(builds.glob("*.log")) - earlier)

    wait_until(is_there)
    return process


def left_beside(warehouse: Path) -> set[str]:
    """What is in the folder of the builds of a warehouse, but for logs and pages."""
    builds = warehouse.with_name(f"{warehouse.stem}.builds")
    assert {path.name for path in warehouse.parent.iterdir()} <= {
        *(warehouse.name, builds.name, "said.json")
    }
    left = [path.name.split("-")[0] for path in builds.glob("*") if path.suffix not in LOGS]
    assert len(left) == len(set(left))
    return set(left)


@dataclass(frozen=True)
class Built:
    """A finished build.

    Attributes:
        warehouse: the published file.
    """

    warehouse: Path

    @property
    def said(self) -> Mapping[str, Any]:
        """What the command printed, where the build went through the command."""
        said: Mapping[str, Any] = json.loads(self.warehouse.with_name("said.json").read_text())
        return said

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the published warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def export(self, file_format: MartsFormat = MartsFormat.parquet) -> dict[str, bytes]:
        """The exported marts, file by file."""
        with TemporaryDirectory() as out, open_warehouse(self.warehouse) as connection:
            files = write_marts(connection, file_format, Path(out))
            return {file.name: file.read_bytes() for file in files.values()}


def build_delivery(
    delivery: Path, layout: str, warehouse: Path, focus: tuple[str, ...] = ()
) -> Built:
    """Build a delivery within this process, which saves loading Great Expectations every time."""
    build(delivery, layout, warehouse, quiet, BuildOptions(focus=focus))
    return Built(warehouse)


def build_by_command(delivery: Path, layout: str, warehouse: Path) -> None:
    """Build a delivery that is good, as a person would, and keep what was said next to it."""
    run = run_segmon(
        *("build", "--input", delivery, "--layout", layout, "--warehouse", warehouse, "--json")
    )
    assert run.returncode == 0, run.stderr
    assert left_beside(warehouse) == {"lock", "store"}
    warehouse.with_name("said.json").write_text(run.stdout)
