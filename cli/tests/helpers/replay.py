"""Builds in which everything is real but dbt, whose work of an earlier build is copied.

A test that needs many builds records one and replays it: a second each instead of ten. As a
program, this module is a server that forks a process for every build, and kills it where it is
told to.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from segmon.build import make as maker
from segmon.build.context import BuildOptions
from segmon.build.dbt_process import DbtProcess
from segmon.build.run import build
from segmon.errors import SegmonError
from segmon.progress import quiet

#: Made by `Recorded`, read by `Replayed`.
DATABASE, NODES = "dbt.duckdb", "dbt.json"


def recorded(folder: Path) -> type[DbtProcess]:
    """A dbt that keeps in a folder what it made."""

    class Recorded(DbtProcess):
        def run(self, *arguments: Any) -> list[dict[str, Any]]:
            nodes = super().run(*arguments)
            (folder / NODES).write_text(json.dumps(nodes))
            return nodes

        def stop(self) -> None:
            super().stop()
            shutil.copyfile(self._workspace / "segmon.duckdb", folder / DATABASE)

    return Recorded


def replayed(folder: Path) -> type:
    """A dbt that has already done its work."""

    class Replayed:
        def __init__(self, _: Path, database: Path, *__: object) -> None:
            self._database = database

        def build(self, on_node: Callable[[Any], None]) -> list[dict[str, Any]]:
            shutil.copyfile(folder / DATABASE, self._database)
            nodes: list[dict[str, Any]] = json.loads((folder / NODES).read_text())
            for node in nodes:
                on_node(node)
            return nodes

        def stop(self) -> None:
            """There is nothing to stop."""

    return Replayed


class Replays:
    """The server, from the side of a test."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def __call__(self, *jobs: dict[str, Any]) -> list[int]:
        """Run builds side by side: the exit code of each, negative for a signal."""
        assert self._server.stdin and self._server.stdout
        self._server.stdin.write(json.dumps(jobs, default=str) + "\n")
        self._server.stdin.flush()
        codes: list[int] = json.loads(self._server.stdout.readline())
        return codes

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait()


def _killed_at(point: str) -> None:
    """Kill this process at a point such as `segmon.build.run.prepare after` or `… after 2`."""
    place, moment, *number = point.split()
    owner_name, name = place.rsplit(".", 1)
    owner: Any = maker
    try:
        owner = importlib.import_module(owner_name)
    except ModuleNotFoundError:
        module, of = owner_name.rsplit(".", 1)
        owner = getattr(importlib.import_module(module), of)
    real, left = getattr(owner, name), [int(number[0]) if number else 1]

    def deadly(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0] and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def _run(job: dict[str, Any]) -> int:
    """Build, in a process of its own."""
    maker.DbtProcess = replayed(Path(job["recorded"]))  # type: ignore[misc]
    if job.get("seconds"):
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, job["seconds"])
    if job.get("point"):
        _killed_at(job["point"])
    said = Path(job["said"]) if "said" in job else None
    options = BuildOptions(
        school_years=tuple(job["school_years"]),
        on_wait=lambda holder: said.write_text(holder) and None if said else None,
    )
    try:
        build(Path(job["delivery"]), "register", Path(job["warehouse"]), quiet, options)
    except SegmonError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _serve(jobs: Sequence[dict[str, Any]]) -> list[int]:
    children = []
    for job in jobs:
        if not (child := os.fork()):
            os._exit(_run(job))
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


if __name__ == "__main__":
    for module in ("great_expectations", "pandas", "jinja2"):
        importlib.import_module(module)
    for line in sys.stdin:
        print(json.dumps(_serve(json.loads(line))), flush=True)
