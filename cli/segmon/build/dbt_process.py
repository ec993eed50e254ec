"""Running dbt in a child process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from segmon.build.dbt_said import Node, nodes_of
from segmon.cache import cached
from segmon.engines.profiles import profiles_dir
from segmon.errors import BuildError
from segmon.project import project_digest, project_dir

#: A folder of the project that a build does not run: tests of macros, which need no delivery.
TESTS_OF_MACROS = "tests/indices"
#: Folder in the workspace for `manifest.json` and `run_results.json` of dbt.
ARTEFACTS = "dbt"
#: Names the database of dbt to the profile of the project.
FILE_VARIABLE = "SEGMON_BUILD_FILE"


def build_command() -> list[str]:
    """What a build runs: all that is enabled but the tests of macros.

    The seeds are there already: see `segmon.database.load_seeds`.
    """
    unused = [f"--exclude-resource-type={kind}" for kind in ("seed", "exposure", "unit_test")]
    return ["build", *unused, "--exclude", "metrics_time_spine", f"path:{TESTS_OF_MACROS}"]


def profiles_for(target: str) -> Path:
    """Folder of the profile of a target: that of DuckDB is the project's own."""
    return project_dir() if target == "duckdb" else profiles_dir()


def dbt_options(workspace: Path, variables: Mapping[str, Any], target: str) -> list[str]:
    """Options that every command of dbt has.

    Args:
        workspace: folder for logs and artefacts.
        variables: vars of the project that are chosen.
        target: output of the profile: `duckdb`, which is the project's own, or an engine.
    """
    return [
        *("--project-dir", str(project_dir()), "--profiles-dir", str(profiles_for(target))),
        *("--target", target, "--vars", json.dumps(variables)),
        *("--target-path", str(workspace), "--log-path", str(workspace)),
        *("--log-level", "error", "--log-level-file", "none", "--no-use-colors"),
    ]


def own_environment() -> dict[str, str]:
    """The environment without what steers dbt: each `DBT_*` variable is an option of a command."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}


class DbtProcess:
    """dbt on its way: started early so that it is parsed by the time it is needed.

    Args:
        workspace: folder of the build for logs and artefacts.
        database: DuckDB file that dbt builds in.
        variables: vars of the project that the build chooses.
        flags: flags of dbt besides those that every build has.
        target: output of the profile: `duckdb`, or an engine.
    """

    def __init__(
        self,
        workspace: Path,
        database: Path,
        variables: Mapping[str, Any],
        flags: Sequence[str] = (),
        target: str = "duckdb",
    ) -> None:
        self._workspace = workspace
        self._is_done = False
        #: The tests of the project, each with its file, once dbt is ready.
        self._tests: Mapping[str, str] = {}
        project = str(project_dir())
        parsed, artefacts = None, None
        if target == "duckdb":
            # what dbt makes of the project depends on nothing else: parsing it takes seconds
            dbt = [version(name) for name in ("dbt-core", "dbt-duckdb")]
            parsed = cached(".msgpack", *dbt, project, project_digest(), json.dumps(variables))
            (artefacts := workspace / ARTEFACTS).mkdir(exist_ok=True)
        options = [*dbt_options(workspace, variables, target), *flags]
        # a name and no path, as it is a part of what dbt parses
        environment = {**own_environment(), FILE_VARIABLE: database.name}
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "segmon.build.dbt_worker"),
                *(str(parsed or ""), str(artefacts or ""), *options),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(workspace / "dbt.err").open("wb"),
            env=environment,
            cwd=database.parent,
            text=True,
        )

    def build(self, on_node: Callable[[Node], None]) -> list[Node]:
        """Make every model of a build, and run every test of it.

        Args:
            on_node: called for each node that finishes.

        Returns:
            As `run` does.

        Raises:
            BuildError: dbt failed, or did not run every test.
        """
        nodes = self.run(build_command(), on_node)
        expected = {
            test for test, file in self._tests.items() if not file.startswith(f"{TESTS_OF_MACROS}/")
        }
        passed = {node["node"] for node in nodes if node["status"] in ("pass", "warn")}
        if missing := sorted(expected - passed):
            raise BuildError(
                f"dbt ran {len(expected) - len(missing)} of the {len(expected)} tests of this"
                f" build; not {', '.join(missing[:3])}{', …' if missing[3:] else ''}"
            )
        return nodes

    def run(self, command: list[str], on_node: Callable[[Node], None]) -> list[Node]:
        """Run one dbt command to its end.

        Args:
            command: the dbt command and its selection.
            on_node: called for each node that finishes.

        Returns:
            One mapping per node: node, kind, status, message, seconds.

        Raises:
            BuildError: dbt failed; it names the nodes that did and what they said.
        """
        assert self._process.stdin and self._process.stdout
        for line in self._process.stdout:
            message = json.loads(line)
            if "tests" in message:
                self._tests = message["tests"]
                self._process.stdin.write(json.dumps(command) + "\n")
                self._process.stdin.flush()
            elif "node" in message:
                on_node(message)
            else:
                self._is_done = True
                return nodes_of(message["result"])
        said = (self._workspace / "dbt.err").read_text(errors="replace").strip()
        raise BuildError(f"dbt ended before it was done: {said.splitlines()[-1] if said else '?'}")

    def stop(self) -> None:
        """End the process: at once if it is still at work, else when it has closed its database."""
        if not self._is_done:
            self._process.kill()
        self._process.wait()
